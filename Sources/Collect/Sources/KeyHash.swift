import Crypto

/// SHA-256 of a key.
struct KeyHash: Hashable, Sendable {
    /// The 32 bytes.
    let bytes: [UInt8]

    /// The hash of that key.
    init(of key: String) { bytes = Array(SHA256.hash(data: Array(key.utf8))) }

    /// A stored hash.
    init(stored bytes: [UInt8]) { self.bytes = bytes }

    static func == (a: KeyHash, b: KeyHash) -> Bool {
        // Without an early end, although what is compared is not secret.
        guard a.bytes.count == b.bytes.count else { return false }
        return zip(a.bytes, b.bytes).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

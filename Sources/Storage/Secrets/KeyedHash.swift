import Crypto

/// HMAC-SHA256 under a derived key.
public struct KeyedHash: Sendable {
    private let key: SymmetricKey

    init(key: SymmetricKey) { self.key = key }

    /// 32 bytes for these parts; `["a", "bc"]` and `["ab", "c"]` differ.
    public func hash(_ parts: [String]) -> [UInt8] {
        var mac = HMAC<SHA256>(key: key)
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { mac.update(data: $0) }
            mac.update(data: Array(part.utf8))
        }
        return Array(mac.finalize())
    }
}

public import Crypto

/// The first 128 bits of SHA-256, as two words; used for de-duplication keys and identifier look-up.
///
/// At 10⁹ keys the chance of any two different inputs sharing one is about 10⁻²¹.
public struct Hash128: Hashable, Comparable, Sendable {
    /// The first eight bytes, big-endian.
    public var high: UInt64
    /// The next eight bytes, big-endian.
    public var low: UInt64

    /// Made from stored words.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The hash of these bytes.
    public init(of bytes: some Sequence<UInt8>) {
        var hasher = SHA256()
        let done: Void? = bytes.withContiguousStorageIfAvailable { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if done == nil { hasher.update(data: Array(bytes)) }
        self.init(hasher.finalize())
    }

    /// Takes the leading 128 bits of a digest.
    public init(_ digest: SHA256.Digest) {
        (high, low) = digest.withUnsafeBytes { raw in
            (
                UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// Orders by the 128-bit number.
    public static func < (a: Hash128, b: Hash128) -> Bool { a.high == b.high ? a.low < b.low : a.high < b.high }
}

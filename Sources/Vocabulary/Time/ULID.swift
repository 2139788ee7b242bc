/// A 128-bit id that sorts by the time it was made: 48 bits of milliseconds and 80 random bits, written as 26 characters.
public struct ULID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The upper 64 bits: 48 of time, 16 random.
    public let high: UInt64
    /// The lower 64 bits, random.
    public let low: UInt64

    /// Wraps stored bits.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id for that moment. Takes 10 random bytes.
    public init(at instant: Instant, entropy: Entropy) {
        let random = entropy.bytes(10)
        let time = UInt64(clamping: instant.milliseconds) & 0xFFFF_FFFF_FFFF
        high = random[0..<2].reduce(time) { $0 << 8 | UInt64($1) }
        low = random[2..<10].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// When it was made.
    public var instant: Instant { Instant(milliseconds: Int64(high >> 16)) }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The id of that text (Crockford base32, either case), or nil.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 26 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (place, byte) in text.utf8.enumerated() {
            let upper = byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
            guard let value = Self.alphabet.firstIndex(of: upper), place > 0 || value < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(value)
        }
        self.init(high: high, low: low)
    }

    /// The 26 characters.
    public var description: String {
        String(unsafeUninitializedCapacity: 26) { buffer in
            var (high, low) = (high, low)
            for place in stride(from: 25, through: 0, by: -1) {
                buffer[place] = Self.alphabet[Int(low & 31)]
                low = low >> 5 | high << 59
                high >>= 5
            }
            return 26
        }
    }

    /// Orders by time made.
    public static func < (a: ULID, b: ULID) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

import Crypto

/// Puts units into buckets by hash, the same on every machine and in every version (facts/leads-loyalty.md E2).
public enum HashBucket {
    /// The first 8 bytes, big-endian, of SHA-256(salt + ":" + unit), mod 10,000.
    public static func of(_ unit: String, salt: String) -> Int { Int(Hash128(of: Array("\(salt):\(unit)".utf8)).high % 10_000) }
}

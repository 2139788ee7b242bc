import Crypto
import Vocabulary

/// A split of visitors between two variants: deterministic, by hash of a unit (facts/leads-loyalty.md §E2).
public struct Experiment: Sendable, Equatable {
    /// Its key.
    public var key: String
    /// Changes to reshuffle everybody.
    public var seed: String
    /// Share of variant B in ten-thousandths.
    public var split: Int
    /// Share of visitors that take part at all, in ten-thousandths; the others see A and are not counted.
    public var traffic: Int

    /// An experiment from its parts.
    public init(key: String, seed: String = "", split: Int = 5_000, traffic: Int = 10_000) {
        self.key = key
        self.seed = seed
        self.split = split
        self.traffic = traffic
    }

    init(_ json: JSONValue) throws(LianluError) {
        key = json["key"]?.string ?? ""
        seed = json["seed"]?.string ?? ""
        split = Int(json["split"]?.int ?? 5_000)
        traffic = Int(json["traffic"]?.int ?? 10_000)
        guard (1...80).contains(key.utf8.count), seed.utf8.count <= 40, (1...9_999).contains(split), (1...10_000).contains(traffic) else {
            throw LianluError(
                .badRequest, "The experiment's key, split or traffic is out of range.",
                hint: "key: 1 to 80 characters; split: 1 to 9999; traffic: 1 to 10000 (ten-thousandths).")
        }
    }

    /// The first 8 bytes, big-endian, of SHA-256(salt + ":" + unit), mod 10,000.
    public static func bucket(salt: String, unit: String) -> Int {
        let digest = SHA256.hash(data: Array("\(salt):\(unit)".utf8))
        var number: UInt64 = 0
        for byte in digest.prefix(8) { number = number << 8 | UInt64(byte) }
        return Int(number % 10_000)
    }

    /// The variant of a unit, or nil when it does not take part. The gate has a salt of its own, so widening traffic moves nobody.
    public func variant(of unit: String) -> String? {
        guard Self.bucket(salt: key + seed + "/traffic", unit: unit) < traffic else { return nil }
        return Self.bucket(salt: key + seed, unit: unit) < split ? "B" : "A"
    }
}

import Vocabulary

/// What is known about the direct link of two leaves.
struct PairState: Sendable, Equatable {
    /// Strength of the link that holds now; nil when none does.
    var linked: Strength?
    /// When the sender last unbound them, ms since the epoch; events older than that do not link them again.
    var endedBySource: Int64 = .min

    /// The key of a pair in caches and maps.
    static func key(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b)) }
    /// The smaller leaf of a key.
    static func low(_ key: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: key >> 32) }
    /// The larger leaf of a key.
    static func high(_ key: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: key) }
}

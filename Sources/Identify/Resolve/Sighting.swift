import Vocabulary

/// An identifier of a batch that the cache did not know.
struct Sighting {
    var identifier: Identifier
    var strength: Strength
    var trust: Trust
    var firstSeen: Int64
    var source: Int32
    /// Its leaf once known, else 0.
    var leaf: UInt32 = 0
    /// Remembered by tombstone only.
    var isErased = false
    /// Wanted by an event that is not refused.
    var isWanted = false
}

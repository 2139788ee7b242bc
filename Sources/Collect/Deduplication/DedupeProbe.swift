import Vocabulary

/// A key that is being looked up, with its place in the caller's list.
struct DedupeProbe: Sendable, Comparable {
    /// The key.
    var key: Hash128
    /// Its place in the list.
    var index: Int32
    /// The day it was received.
    var day: Int32

    /// Orders by key, and equal keys by place, so that the first of them counts as new.
    @inline(__always)
    static func < (a: DedupeProbe, b: DedupeProbe) -> Bool {
        if a.key.high != b.key.high { return a.key.high < b.key.high }
        if a.key.low != b.key.low { return a.key.low < b.key.low }
        return a.index < b.index
    }
}

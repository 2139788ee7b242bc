public import Vocabulary

/// A part of a merged customer that would be a customer of its own without the merge.
public struct MergedPart: Sendable, Equatable {
    /// Its leaves, ascending; the first is the number it had as a customer.
    public var leaves: [LeafNumber]
    /// When it was merged.
    public var since: Instant
    /// Why: a person's words, or "alias".
    public var reason: String
}

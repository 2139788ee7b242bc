public import Vocabulary

/// What the graph made of one event's identifiers.
public struct EventResolution: Sendable, Equatable {
    /// Leaf of the event's strongest identifier, under which the event is stored; 0 when it concerns no customer.
    public var leaf: LeafNumber
    /// Stable name of the reason why the event must not be stored ("erased"); nil when all is well.
    public var refused: String?

    /// Resolved to that leaf.
    public init(leaf: LeafNumber) { self.leaf = leaf }

    /// Refused for that reason.
    public init(refused: String) {
        leaf = LeafNumber(0)
        self.refused = refused
    }

    /// The person asked to be forgotten; the identifier is known by its tombstone only.
    public static let erased = EventResolution(refused: "erased")
}

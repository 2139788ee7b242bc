public import Vocabulary

/// An event whose customer is known, as the projector hands it to ``ProfileProjection``.
public struct ResolvedEvent: Sendable {
    /// The event.
    public var event: IncomingEvent
    /// Leaf of its strongest identifier; 0 when it concerns no customer.
    public var leaf: LeafNumber
    /// Its permanent number.
    public var ordinal: Int64

    /// Makes one from its parts.
    public init(event: IncomingEvent, leaf: LeafNumber, ordinal: Int64) {
        self.event = event
        self.leaf = leaf
        self.ordinal = ordinal
    }
}

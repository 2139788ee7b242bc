public import Vocabulary

/// An event as the behavioural store keeps it: what Collect typed plus what the projector resolved.
public struct BehaviourEvent: Sendable {
    /// Dense number of the event over all sources; its permanent id.
    public var ordinal: Int64
    /// Leaf of the event's strongest identifier; never rewritten.
    public var leaf: LeafNumber
    /// Code of the event's name in the dictionary (table event_name).
    public var code: Int32
    /// Start of the 30-minute visit it belongs to, ms since the epoch.
    public var session: Int64
    /// Everything else.
    public var event: IncomingEvent

    /// Makes an event from its parts.
    public init(ordinal: Int64, leaf: LeafNumber, code: Int32, session: Int64, event: IncomingEvent) {
        self.ordinal = ordinal
        self.leaf = leaf
        self.code = code
        self.session = session
        self.event = event
    }
}

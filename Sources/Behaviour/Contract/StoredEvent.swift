public import Vocabulary

/// An event as it comes back from the behavioural store.
public struct StoredEvent: Sendable, Equatable {
    /// Its permanent number.
    public var ordinal: Int64
    /// Leaf of its strongest identifier.
    public var leaf: LeafNumber
    /// Code of its name in the dictionary.
    public var code: Int32
    /// When it happened.
    public var time: Instant
    /// When it was received.
    public var receivedAt: Instant
    /// Which source delivered it.
    public var source: Int32
    /// Where it happened.
    public var channel: Channel
    /// Start of the 30-minute visit it belongs to, ms since the epoch.
    public var session: Int64
    /// Facts with columns of their own.
    public var facts: EventFacts
    /// The sender's message id, when there was one.
    public var messageID: String?
    /// The remaining properties: one JSON object as UTF-8.
    public var properties: [UInt8]

    /// Makes an event from its parts.
    public init(
        ordinal: Int64, leaf: LeafNumber, code: Int32, time: Instant, receivedAt: Instant, source: Int32, channel: Channel, session: Int64,
        facts: EventFacts, messageID: String?, properties: [UInt8]
    ) {
        self.ordinal = ordinal
        self.leaf = leaf
        self.code = code
        self.time = time
        self.receivedAt = receivedAt
        self.source = source
        self.channel = channel
        self.session = session
        self.facts = facts
        self.messageID = messageID
        self.properties = properties
    }
}

extension StoredEvent {
    /// The stored form of an event that is being appended.
    public init(_ event: BehaviourEvent) {
        self.init(
            ordinal: event.ordinal, leaf: event.leaf, code: event.code, time: event.event.time, receivedAt: event.event.receivedAt,
            source: event.event.source, channel: event.event.channel, session: event.session, facts: event.event.facts,
            messageID: event.event.messageID, properties: event.event.properties)
    }
}

/// A typed event as it leaves Collect and waits in the inbox: every dialect ends in this shape.
public struct IncomingEvent: Sendable, Equatable {
    /// The event's name as the sender wrote it; profile-only records use "$identify", "$alias", "$unbind", "$item".
    public var name: String
    /// The sender's message id, when there was one.
    public var messageID: String?
    /// SHA-256/128 of (source, message id), or of (source, raw record) without an id.
    public var dedupeKey: Hash128
    /// Which source delivered it (`id` in the source table).
    public var source: Int32
    /// Where it happened.
    public var channel: Channel
    /// How far identity claims are believed.
    public var trust: Trust
    /// When it happened, corrected for the sender's clock.
    public var time: Instant
    /// When we received it.
    public var receivedAt: Instant
    /// Who it was, normalised; at least one unless the event only concerns a product.
    public var identifiers: [Identifier]
    /// The subset of ``identifiers`` that the platform verified (a phone confirmed by SMS or WeChat).
    public var verified: [Identifier]
    /// Changes to the customer.
    public var commands: [EventCommand]
    /// Facts with columns of their own.
    public var facts: EventFacts
    /// The remaining properties: one JSON object, validated UTF-8 text ("{}" when none).
    public var properties: [UInt8]

    /// Name of what one row of an imported list of leads becomes.
    public static let leadImported = "$lead_imported"

    /// Makes an event with the parts every event has; the rest starts empty.
    public init(name: String, dedupeKey: Hash128, source: Int32, channel: Channel, trust: Trust, time: Instant, receivedAt: Instant) {
        self.name = name
        self.dedupeKey = dedupeKey
        self.source = source
        self.channel = channel
        self.trust = trust
        self.time = time
        self.receivedAt = receivedAt
        messageID = nil
        identifiers = []
        verified = []
        commands = []
        facts = EventFacts()
        properties = [0x7B, 0x7D]
    }
}

public import Storage
public import Vocabulary

/// Writes what we did to or with a customer as events that come back through Collect: on the timeline, in every analysis, able to trigger the next step.
public struct Outcomes: Sendable {
    /// The outbox the events leave through.
    public let outbox: EventOutbox
    /// Number of the source "lianlu", which our own events belong to.
    public let source: Int32
    private let clock: WallClock

    /// Outcomes through that outbox.
    public init(outbox: EventOutbox, source: Int32, clock: WallClock) {
        self.outbox = outbox
        self.source = source
        self.clock = clock
    }

    /// Writes an outcome for a customer in the caller's transaction; false when nobody has that leaf (any more).
    ///
    /// - Parameters:
    ///   - name: The event's name; ours begin with "$" ("$lead_assigned").
    ///   - leaf: Any leaf of the customer. The event is told under that leaf's identifier with the trust it has, so it links nobody and raises nothing.
    ///   - time: When it happened; nil for now.
    ///   - commands: Tags, traits and consent that go with it.
    @discardableResult
    public func record(
        _ name: String, leaf: LeafNumber, channel: Channel = .server, time: Instant? = nil, properties: JSONObject = JSONObject(),
        commands: [EventCommand] = [], facts: EventFacts = EventFacts(), in tx: any SQLTransaction
    ) throws -> Bool {
        guard let known = try IdentityGraph.identifiers(of: [leaf], in: tx).first else { return false }
        let now = clock.now
        var event = IncomingEvent(
            name: name, dedupeKey: Hash128(high: 0, low: 0), source: source, channel: channel, trust: known.trust, time: time ?? now,
            receivedAt: now)
        event.identifiers = [known.identifier]
        event.commands = commands
        event.facts = facts
        event.properties = JSONValue.object(properties).bytes
        try outbox.add(event, in: tx)
        return true
    }
}

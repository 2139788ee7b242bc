import Identify
import Logging
public import Profile
public import Storage
public import Vocabulary

/// What a room to the right of Profile needs, over a fresh store: people come about by events, outcomes can be read.
public struct RoomBench: Sendable {
    /// The base the room is built on.
    public let base: RoomBase
    /// The time.
    public let time: TestClock
    /// Source number of Lianlu's own events.
    public static let own: Int32 = 9

    private let projection = ProfileProjection()

    /// Runs a body over a fresh store.
    public static func with(_ engine: OperationalEngine, _ body: (RoomBench) async throws -> Void) async throws {
        try await TestStores.withStore(engine) { store in try await body(try RoomBench(store)) }
    }

    /// A bench over that store.
    public init(_ store: any OperationalStore) throws {
        let time = TestClock()
        let entropy = Entropy.seeded(5)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let graph = IdentityGraph(store: store) { Array("\($0.kind)\($0.scope)\($0.value)".utf8) }
        let shanghai = try TimeZoneRules.named("Asia/Shanghai")
        base = RoomBase(
            store: store, graph: graph, jobs: JobQueue(store: store, clock: time.clock, entropy: entropy),
            outcomes: Outcomes(outbox: EventOutbox(store: store), source: Self.own, clock: time.clock),
            secrets: SecretStore(store: store, key: try MasterKey(bytes: Array(repeating: 7, count: 32)), clock: time.clock),
            zone: { shanghai }, clock: time.clock, entropy: entropy, logger: logger)
        self.time = time
    }

    /// The operational store.
    public var store: any OperationalStore { base.store }

    /// Projects an event as the projector would; returns it with its leaf.
    @discardableResult
    public func see(
        _ name: String, _ identifiers: [Identifier], source: Int32 = RoomBench.own, trust: Trust = .trusted,
        properties: JSONObject = JSONObject(),
        commands: [EventCommand] = [], facts: EventFacts = EventFacts()
    ) async throws -> ResolvedEvent {
        let now = time.now
        var event = IncomingEvent(
            name: name, dedupeKey: Hash128(of: base.entropy.bytes(16)), source: source, channel: .h5, trust: trust, time: now,
            receivedAt: now)
        event.identifiers = identifiers
        event.commands = commands
        event.facts = facts
        event.properties = JSONValue.object(properties).bytes
        let (base, projection) = (base, projection)
        return try await base.store.write(.projection) { [event] tx in
            let leaf = try base.graph.resolve([event], in: tx)[0].leaf
            let item = ResolvedEvent(event: event, leaf: leaf, ordinal: try tx.take(from: "event"))
            _ = try projection.apply([item], in: tx)
            return item
        }
    }

    /// Hands events to a reaction in one transaction, as the reactor would.
    public func react(_ reaction: any Reaction, _ events: ResolvedEvent...) async throws {
        try await base.store.write(.projection) { tx in
            let wanted = events.filter { reaction.wants($0.event) }
            if !wanted.isEmpty { try reaction.react(to: wanted, in: tx) }
        }
    }

    /// The outcomes written so far, oldest first.
    public func outcomes(_ name: String? = nil) async throws -> [(name: String, properties: JSONValue)] {
        let payloads = try await base.store.read { tx in try tx.query("SELECT payload FROM outcome_event ORDER BY id", []) { $0.blob(0) } }
        return try payloads.map { payload in
            var reader = ByteReader(payload)
            let event = try EventCodec.decode(&reader)
            return (event.name, try JSONValue(parsing: event.properties))
        }.filter { name == nil || $0.name == name }
    }

    /// Payloads of the jobs of a kind that wait, oldest first, with when they are due.
    public func jobs(_ kind: String) async throws -> [(payload: String, due: Instant)] {
        try await base.store.read { tx in
            try tx.query("SELECT payload, due_at FROM job WHERE kind = $1 AND state = 0 ORDER BY id", [.text(kind)]) {
                ($0.text(0), Instant(milliseconds: $0.integer(1)))
            }
        }
    }
}

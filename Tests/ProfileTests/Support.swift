import Identify
import Profile
import Storage
import TestKit
import Vocabulary

func user(_ number: Int) -> Identifier { Identifier(.userID, "user-\(number)") }
func anonymous(_ number: Int) -> Identifier { Identifier(.anonymousID, "anonymous-\(number)") }
func phone(_ number: Int) -> Identifier { Identifier(.phone, "1380000\(1000 + number)") }

let minute: Int64 = 60_000
let day: Int64 = 24 * 60 * minute

/// An event of these identifiers.
func event(
    _ name: String, _ identifiers: [Identifier], at: Int64 = 1_000, channel: Channel = .web, properties: String = "{}",
    _ commands: EventCommand...
) -> IncomingEvent {
    var event = IncomingEvent(
        name: name, dedupeKey: Hash128(of: Array("\(name)\(at)\(properties)".utf8)), source: 3, channel: channel, trust: .trusted,
        time: Instant(milliseconds: at), receivedAt: Instant(milliseconds: at))
    event.identifiers = identifiers
    event.commands = commands
    event.properties = Array(properties.utf8)
    return event
}

/// A page view of these identifiers.
func event(_ identifiers: [Identifier], at: Int64 = 1_000, channel: Channel = .web, _ commands: EventCommand...) -> IncomingEvent {
    var event = event("Page", identifiers, at: at, channel: channel)
    event.commands = commands
    return event
}

func trait(_ name: String, _ json: String) -> EventCommand { trait(name, .set, json) }

func trait(_ name: String, _ operation: TraitChange.Operation, _ json: String) -> EventCommand {
    .trait(TraitChange(name, operation, Array(json.utf8)))
}

func json(_ text: String) -> JSONValue { (try? JSONValue(parsing: text)) ?? .string("broken: \(text)") }

let act = Act(actor: "account:1", reason: "same person", at: Instant(milliseconds: 50_000))

/// A graph and a projection over a fresh store.
struct World {
    let store: any OperationalStore
    let graph: IdentityGraph
    let projection = ProfileProjection()

    static func with<T>(_ engine: OperationalEngine, _ body: (World) async throws -> T) async throws -> T {
        try await TestStores.withStore(engine) { store in
            try await body(World(store: store, graph: IdentityGraph(store: store) { Array("\($0.kind)\($0.scope)\($0.value)".utf8) }))
        }
    }

    var reader: ProfileReader { ProfileReader(graph: graph) }
    var orders: OrderReader { OrderReader(graph: graph) }
    var editor: ProfileEditor { ProfileEditor(graph: graph) }

    /// Resolves and projects a batch; returns the visit starts.
    @discardableResult
    func see(_ events: [IncomingEvent]) async throws -> [Int64] {
        let (graph, projection) = (graph, projection)
        return try await store.write(.projection) { tx in
            let resolved = try graph.resolve(events, in: tx)
            let kept = zip(events, resolved).filter { $1.refused == nil }
            let first = try tx.take(Int64(max(kept.count, 1)), from: "event")
            return try projection.apply(
                kept.enumerated().map { ResolvedEvent(event: $1.0, leaf: $1.1.leaf, ordinal: first + Int64($0)) }, in: tx)
        }
    }

    @discardableResult
    func see(_ events: IncomingEvent...) async throws -> [Int64] { try await see(events) }

    func customer(_ identifier: Identifier) async throws -> LeafNumber? {
        let reader = reader
        return try await store.read { tx in try reader.find(identifier.kind, identifier.value, scope: identifier.scope, in: tx) }
    }

    func profile(_ identifier: Identifier) async throws -> CustomerProfile {
        let number = try await customer(identifier) ?? LeafNumber(0)
        let reader = reader
        return try await store.read { tx in try reader.profile(number, in: tx) }
    }

    func merge(_ from: Identifier, _ into: Identifier) async throws {
        let graph = graph
        try await graph.transact { tx in _ = try graph.merge(from: from, into: into, act, in: tx) }
    }

    func unbind(_ identifier: Identifier) async throws {
        let graph = graph
        try await graph.transact { tx in _ = try graph.unbind(identifier, act, in: tx) }
    }
}

import Audience
import Behaviour
import Identify
import Profile
import Storage
import TestKit
import Vocabulary

@testable import Journey

/// Journeys over fresh stores; events are handed over as the reactor would.
struct JourneyBench {
    let room: RoomBench
    let journeys: Journeys

    static func with(_ engine: OperationalEngine, _ body: (JourneyBench) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            var options = DuckDBOptions(path: folder + "/behaviour.duckdb")
            options.memoryBytes = 256 << 20
            let behaviour = try await DuckDBStore.open(options)
            do {
                try await RoomBench.with(engine) { room in
                    try await body(
                        JourneyBench(
                            room: room,
                            journeys: Journeys(room.base, facts: FactReader(room.base, behaviour: behaviour, code: { _ in nil }))))
                }
            } catch {
                await behaviour.close()
                throw error
            }
            await behaviour.close()
        }
    }

    func publish(_ json: String) async throws -> Journey {
        let made = try await journeys.create(name: "j", draft: try JSONValue(parsing: json))
        return try await journeys.publish(made.id, by: "account:1")
    }

    /// Somebody does something now.
    @discardableResult
    func happen(
        _ name: String, _ user: String, properties: JSONObject = JSONObject(), tags: [String] = [], source: Int32 = 3,
        occurred: Instant? = nil
    ) async throws -> ResolvedEvent {
        var item = try await room.see(
            name, [Identifier(.userID, user)], source: source, properties: properties,
            commands: tags.map { .tag(name: $0, group: "", on: true) })
        if let occurred { item.event.time = occurred }
        try await room.react(JourneyReaction(journeys), item)
        try await journeys.advanceDue()
        return item
    }

    func pass(minutes: Int64 = 0, seconds: Int64 = 0) async throws {
        room.time.advance(milliseconds: minutes * 60_000 + seconds * 1_000)
        try await journeys.advanceDue()
    }

    func sends() async throws -> [SendMessage] {
        try await room.jobs(SendMessage.kind).map { try SendMessage(json: try JSONValue(parsing: $0.payload)) }
    }

    func runs() async throws -> [JourneyRun] {
        try await room.store.read { tx in try tx.query("SELECT \(JourneyRun.columns) FROM journey_run ORDER BY id", [], JourneyRun.init) }
    }

    /// Σ entered = Σ left + waiting, at every node.
    func isBalanced(_ journey: Int64) async throws -> Bool {
        let (counts, waiting) = try await journeys.counts(of: journey, version: nil)
        return counts.filter { !$0.key.isEmpty }.allSatisfy { node, names in
            (names["entered"] ?? 0) == (names["left"] ?? 0) + (waiting[node] ?? 0)
        }
    }
}

/// "Added to cart, not ordered within 30 minutes, frequent payer → message".
let cartJourney = """
    {"entry":{"type":"event","event":"Product Added"},"entryMode":{"mode":"after_exit"},
     "goal":{"event":"Order Completed","exits":false},
     "start":"w","nodes":[
      {"id":"w","type":"wait_for_event","event":"Order Completed","minutes":30,"matched":"","timeout":"c"},
      {"id":"c","type":"condition","rule":{"tag":"高频付费"},"yes":"s","no":""},
      {"id":"s","type":"send","template":7,"next":""}]}
    """

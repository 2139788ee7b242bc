public import Audience
public import Profile
import Storage
import Synchronization
import Vocabulary

/// Journeys and their runs, as the HTTP side and App use them.
public final class Journeys: Sendable {
    let base: RoomBase
    /// Facts of customers, for rules.
    public let facts: FactReader
    let book = Mutex(JourneyBook())
    let clockwork = Clockwork()
    let failing = JourneyFailures()

    /// Works on that base.
    public init(_ base: RoomBase, facts: FactReader) {
        self.base = base
        self.facts = facts
    }

    /// Kind of the job that lets everybody a rule means into a journey.
    public static let entryJob = "journey.entry"

    static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no journey \(id).", hint: "List the journeys to see which there are.")
    }

    /// Reads every version into memory: at the start and after every change.
    public func reload() async throws {
        let rows = try await base.store.read { tx in
            try tx.query(
                "SELECT v.journey, v.version, v.definition, j.version, j.state FROM journey_version v JOIN journey j ON j.id = v.journey",
                []
            ) { (journey: $0.integer(0), version: $0.integer(1), text: $0.text(2), current: $0.integer(3), state: $0.text(4)) }
        }
        var fresh = JourneyBook()
        for row in rows {
            guard let definition = try? JourneyDefinition(try JSONValue(parsing: row.text)) else { continue }
            fresh.versions[JourneyBook.Key(journey: row.journey, version: row.version)] = definition
            if row.state == Journey.State.published.rawValue, row.version == row.current {
                fresh.open[row.journey] = (row.version, definition)
            }
            if row.state == Journey.State.paused.rawValue { fresh.paused.insert(row.journey) }
        }
        fresh.index()
        book.withLock { $0 = fresh }
        clockwork.wake()
    }

    func definition(_ journey: Int64, _ version: Int64) -> JourneyDefinition? {
        book.withLock { $0.versions[JourneyBook.Key(journey: journey, version: version)] }
    }

    func count(_ run: JourneyRun, _ node: String, _ name: String, _ amount: Int64 = 1, in tx: any SQLTransaction) throws {
        guard !run.isTest else { return }
        try tx.execute(
            "INSERT INTO journey_count(journey, version, node, name, count) VALUES ($1, $2, $3, $4, $5) ON CONFLICT(journey, version, node, name) DO UPDATE SET count = journey_count.count + excluded.count",
            [.integer(run.journey), .integer(run.version), .text(node), .text(name), .integer(amount)])
    }

    func note(_ run: JourneyRun, _ node: String, _ kind: String, _ detail: JSONObject = JSONObject(), in tx: any SQLTransaction) throws {
        try tx.execute(
            "INSERT INTO journey_step(id, run, node, at, kind, detail) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .integer(try tx.take(from: "journey_step")), .integer(run.id), .text(node), .integer(base.clock.now.milliseconds),
                .text(kind),
                .text(JSONValue.object(detail).text),
            ])
    }
}

/// Versions and what people come into, in memory.
struct JourneyBook {
    struct Key: Hashable {
        var journey: Int64
        var version: Int64
    }

    /// Every version and draft of a test, by which runs go on.
    var versions: [Key: JourneyDefinition] = [:]
    /// What people come into.
    var open: [Int64: (version: Int64, definition: JourneyDefinition)] = [:]
    /// Whose runs stand still.
    var paused: Set<Int64> = []
    /// Event names somebody wants.
    private(set) var names: Set<String> = []
    /// Whether a tag lets somebody in.
    private(set) var wantsTags = false

    mutating func index() {
        names = []
        wantsTags = false
        for definition in versions.values { names.formUnion(definition.listened) }
        for (_, definition) in open.values {
            switch definition.entry {
            case .event(let match, _): names.insert(match.event)
            case .tag: wantsTags = true
            case .once, .cron: break
            }
        }
    }
}

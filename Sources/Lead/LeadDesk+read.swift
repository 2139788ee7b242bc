import Profile
import Storage
public import Vocabulary

/// What a list of leads is asked for.
public struct LeadQuery: Sendable {
    /// In these stages; empty for all.
    public var states: [LeadState] = []
    /// Of this salesperson.
    public var owner: Int64?
    /// Nobody has them yet.
    public var isWaiting = false
    /// In that pool.
    public var pool: Int64?
    /// Owners at or under the organisation node of that path; leads nobody has are always included.
    public var path: String?
    /// How many, 1…500.
    public var limit = 50
    /// Older than this number; with ``isByUrgency`` it is not read.
    public var before: Int64?
    /// The most urgent first: unanswered by the end of their limit, then promised by the time that was promised, then the rest as they came, newest
    /// first. Otherwise newest first.
    public var isByUrgency = false
    /// With ``isByUrgency``: those after this place.
    public var after: Urgency?
    /// All, newest first.
    public init() {}
}

/// The place of a lead in the order of urgency.
public struct Urgency: Sendable, Equatable {
    /// 0 unanswered, 1 something was promised, 2 the rest.
    public var rank: Int64
    /// Smaller comes first: end of the limit, promised time, or the time it came in, negative; in ms since 1970.
    public var key: Int64
    /// The lead: a later one comes after an earlier one of the same urgency.
    public var lead: Int64

    /// A place.
    public init(rank: Int64, key: Int64, lead: Int64) {
        self.rank = rank
        self.key = key
        self.lead = lead
    }

    /// Where that lead stands; the same as ``rankSQL`` and ``keySQL`` say.
    public init(of lead: Lead) {
        self.lead = lead.id
        if lead.state == .assigned {
            (rank, key) = (0, lead.dueAt?.milliseconds ?? Self.last)
        } else if lead.state.isOwned, let next = lead.nextAt {
            (rank, key) = (1, next.milliseconds)
        } else {
            (rank, key) = (2, -lead.receivedAt.milliseconds)
        }
    }

    /// A limit that never ends.
    private static let last: Int64 = 9_000_000_000_000_000
    private static let isPromised = "state IN ('contacted', 'qualified', 'opportunity') AND next_at IS NOT NULL"
    static let rankSQL = "CASE WHEN state = 'assigned' THEN 0 WHEN \(isPromised) THEN 1 ELSE 2 END"
    static let keySQL = "CASE WHEN state = 'assigned' THEN coalesce(due_at, \(last)) WHEN \(isPromised) THEN next_at ELSE -received_at END"
}

extension LeadDesk {
    /// Leads in the order asked for, and how many there are by stage (of the same owner or part of the organisation).
    public func list(_ query: LeadQuery) async throws -> (leads: [Lead], counts: [String: Int]) {
        try await base.store.read { tx in
            var scope = ""
            if let owner = query.owner { scope += " AND owner = \(owner)" }
            if let path = query.path {
                let people = try tx.query(
                    "SELECT salesperson.id FROM salesperson JOIN organisation_node ON organisation_node.id = salesperson.node WHERE organisation_node.path >= $1 AND organisation_node.path < $2",
                    [.text(path), .text(path + "\u{10FFFF}")]
                ) { String($0.integer(0)) }
                scope += people.isEmpty ? " AND owner IS NULL" : " AND (owner IS NULL OR owner IN (\(people.joined(separator: ", "))))"
            }
            var filter = scope
            if let pool = query.pool { filter += " AND pool = \(pool)" }
            if !query.states.isEmpty { filter += " AND state IN (\(query.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))" }
            if query.isWaiting { filter += " AND waiting <> '' AND state = 'new'" }
            if query.isByUrgency { return (try Self.urgent(query, filter, in: tx), try Self.counts(scope, in: tx)) }
            let leads = try tx.query(
                "SELECT \(Lead.columns) FROM lead WHERE id < $1\(filter) ORDER BY id DESC LIMIT \(min(max(query.limit, 1), 500))",
                [.integer(query.before ?? .max)], Lead.init)
            return (leads, try Self.counts(scope, in: tx))
        }
    }

    private static func counts(_ scope: String, in tx: any SQLTransaction) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        _ = try tx.query("SELECT state, count(*) FROM lead WHERE id > 0\(scope) GROUP BY state", []) {
            counts[$0.text(0)] = Int($0.integer(1))
        }
        return counts
    }

    private static func urgent(_ query: LeadQuery, _ filter: String, in tx: any SQLTransaction) throws -> [Lead] {
        let place = query.after ?? Urgency(rank: -1, key: 0, lead: 0)
        return try tx.query(
            """
            SELECT \(Lead.columns) FROM (SELECT \(Lead.columns), \(Urgency.rankSQL) AS urgency_rank, \(Urgency.keySQL) AS urgency_key FROM lead WHERE id > 0\(filter)) AS ranked
            WHERE (urgency_rank, urgency_key, id) > ($1, $2, $3) ORDER BY urgency_rank, urgency_key, id LIMIT \(min(max(query.limit, 1), 500))
            """,
            [.integer(place.rank), .integer(place.key), .integer(place.lead)], Lead.init)
    }

    /// One lead, or nil.
    public func lead(_ id: Int64) async throws -> Lead? { try await base.store.read { tx in try Lead.find(id, in: tx) } }

    /// Everybody, by number.
    public func salespeople() async throws -> [Salesperson] { try await base.store.read { tx in try Salesperson.all(in: tx) } }

    /// Whether a salesperson belongs to a part of the organisation.
    public func isInside(_ person: Int64, path: String) async throws -> Bool {
        try await base.store.read { tx in
            try tx.first(
                "SELECT organisation_node.path FROM salesperson JOIN organisation_node ON organisation_node.id = salesperson.node WHERE salesperson.id = $1",
                [.integer(person)]
            ) { $0.text(0) }?.hasPrefix(path) ?? false
        }
    }

    /// Open leads by salesperson.
    public func loads() async throws -> [Int64: Int] {
        try await base.store.read { tx in
            var loads: [Int64: Int] = [:]
            _ = try tx.query(
                "SELECT owner, count(*) FROM lead WHERE owner IS NOT NULL AND state IN ('assigned', 'contacted', 'qualified', 'opportunity') GROUP BY owner",
                []
            ) { loads[$0.integer(0)] = Int($0.integer(1)) }
            return loads
        }
    }

    /// Everything that happened to one lead.
    public struct Story: Sendable {
        /// Who had it, newest first, with the reason.
        public var assignments:
            [(
                attempt: Int64, salesperson: Int64, at: Instant, mode: String, cause: String, explanation: JSONValue, endedAt: Instant?,
                endedReason: String
            )] = []
        /// What was done, newest first.
        public var followUps: [(at: Instant, actor: String, kind: String, text: String, next: Instant?)] = []
        /// Changes, newest first.
        public var events: [(at: Instant, kind: String, actor: String, detail: JSONValue)] = []
        /// Times the person came again, newest first.
        public var touches: [(at: Instant, kind: String, payload: JSONValue)] = []
    }

    /// Reads the story of a lead.
    public func story(of id: Int64) async throws -> Story {
        try await base.store.read { tx in
            func json(_ text: String) -> JSONValue { (try? JSONValue(parsing: text)) ?? .null }
            func time(_ value: Int64?) -> Instant? { value.map(Instant.init(milliseconds:)) }
            var story = Story()
            story.assignments = try tx.query(
                "SELECT attempt, salesperson, at, mode, cause, explanation, ended_at, ended_reason FROM assignment WHERE lead = $1 ORDER BY attempt DESC",
                [.integer(id)]
            ) {
                (
                    $0.integer(0), $0.integer(1), Instant(milliseconds: $0.integer(2)), $0.text(3), $0.text(4), json($0.text(5)),
                    time($0.optionalInteger(6)),
                    $0.text(7)
                )
            }
            story.followUps = try tx.query(
                "SELECT at, actor, kind, text, next_at FROM follow_up WHERE lead = $1 ORDER BY id DESC", [.integer(id)]
            ) {
                (Instant(milliseconds: $0.integer(0)), $0.text(1), $0.text(2), $0.text(3), time($0.optionalInteger(4)))
            }
            story.events = try tx.query(
                "SELECT at, kind, actor, detail FROM lead_event WHERE lead = $1 ORDER BY id DESC LIMIT 200", [.integer(id)]
            ) {
                (Instant(milliseconds: $0.integer(0)), $0.text(1), $0.text(2), json($0.text(3)))
            }
            story.touches = try tx.query(
                "SELECT at, kind, payload FROM lead_touch WHERE lead = $1 ORDER BY id DESC LIMIT 100", [.integer(id)]
            ) {
                (Instant(milliseconds: $0.integer(0)), $0.text(1), json($0.text(2)))
            }
            return story
        }
    }
}

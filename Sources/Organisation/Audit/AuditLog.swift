public import Storage
public import Vocabulary

/// Who did what to what, when, and from where (操作审计). Entries are only added, and removed by age when a retention is set.
public struct AuditLog: Sendable {
    let store: any OperationalStore
    let clock: WallClock

    /// The log kept in that store.
    public init(store: any OperationalStore, clock: WallClock = .system) {
        self.store = store
        self.clock = clock
    }

    /// Adds an entry in the same transaction as the change it tells of. `detail` must not hold secrets.
    public static func append(
        _ tx: any SQLTransaction, _ actor: Principal, _ action: String, target: String = "", detail: [(String, String)] = [],
        at now: Instant
    ) throws {
        let id = try tx.take(from: "audit")
        try tx.execute(
            "INSERT INTO audit(id, at, actor_kind, actor_id, actor_name, action, target, detail, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                .integer(id), .integer(now.milliseconds), .text(actor.kind.rawValue), .text(actor.id), .text(actor.name), .text(action),
                .text(target),
                .text(AuditDetail.json(detail)), .text(actor.address),
            ])
    }

    /// Adds an entry in a transaction of its own, for reads that leave a trace (reveals, exports) and for changes made elsewhere.
    public func record(_ actor: Principal, _ action: String, target: String = "", detail: [(String, String)] = []) async throws {
        let now = clock.now
        try await store.write { tx in try Self.append(tx, actor, action, target: target, detail: detail, at: now) }
    }

    /// Removes up to `most` of the oldest entries made before that moment; returns how many went. Call again until it returns 0.
    public func forget(before: Instant, most: Int = 1000) async throws -> Int {
        try await store.write(.background) { tx in
            try tx.execute(
                "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 ORDER BY id LIMIT $2)",
                [.integer(before.milliseconds), .integer(Int64(most))])
        }
    }

    /// Entries, newest first. `actor` matches the id ("account:7") or a part of the name, `action` a name or its beginning.
    public func list(_ query: AuditQuery) async throws -> [AuditEntry] {
        var (conditions, values) = Self.conditions(query)
        values.append(.integer(Int64(query.limit)))
        conditions += " ORDER BY id DESC LIMIT $\(values.count)"
        return try await store.read { [conditions, values] tx in
            try tx.query(
                "SELECT id, at, actor_kind, actor_id, actor_name, action, target, detail, address FROM audit WHERE \(conditions)", values,
                AuditEntry.init)
        }
    }

    /// How many entries match on all pages, counted up to `most`.
    public func count(_ query: AuditQuery, most: Int) async throws -> Int {
        var (conditions, values) = Self.conditions(query)
        values.append(.integer(Int64(most)))
        conditions += " LIMIT $\(values.count)"
        return try await store.read { [conditions, values] tx in
            try tx.first("SELECT count(*) FROM (SELECT 1 FROM audit WHERE \(conditions)) AS found", values) { Int($0.integer(0)) } ?? 0
        }
    }

    private static func conditions(_ query: AuditQuery) -> (text: String, values: [SQLValue]) {
        var text = "id < $1"
        var values: [SQLValue] = [.integer(query.before ?? .max)]
        func add(_ condition: String, _ value: SQLValue) {
            values.append(value)
            text += " AND \(condition) $\(values.count)"
        }
        if let from = query.from { add("at >=", .integer(from.milliseconds)) }
        if let to = query.to { add("at <", .integer(to.milliseconds)) }
        if let action = query.action {
            add("action >=", .text(action))
            add("action <", .text(action + "\u{7F}"))
        }
        if let actor = query.actor {
            if let colon = actor.firstIndex(of: ":") {
                add("actor_kind =", .text(String(actor[..<colon])))
                add("actor_id =", .text(String(actor[actor.index(after: colon)...])))
            } else {
                add("actor_name =", .text(actor))
            }
        }
        return (text, values)
    }
}

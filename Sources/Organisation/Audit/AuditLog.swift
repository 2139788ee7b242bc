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
        var sql = "SELECT id, at, actor_kind, actor_id, actor_name, action, target, detail, address FROM audit WHERE id < "
        var values: [SQLValue] = []
        func place(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        sql += place(.integer(query.before ?? .max))
        if let from = query.from { sql += " AND at >= " + place(.integer(from.milliseconds)) }
        if let to = query.to { sql += " AND at < " + place(.integer(to.milliseconds)) }
        if let action = query.action {
            sql += " AND action >= " + place(.text(action))
            sql += " AND action < " + place(.text(action + "\u{7F}"))
        }
        if let actor = query.actor {
            if let colon = actor.firstIndex(of: ":") {
                sql += " AND actor_kind = " + place(.text(String(actor[..<colon])))
                sql += " AND actor_id = " + place(.text(String(actor[actor.index(after: colon)...])))
            } else {
                sql += " AND actor_name = " + place(.text(actor))
            }
        }
        sql += " ORDER BY id DESC LIMIT " + place(.integer(Int64(query.limit)))
        return try await store.read { [sql, values] tx in try tx.query(sql, values, AuditEntry.init) }
    }
}

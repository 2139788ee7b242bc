public import Storage
import Synchronization
import Vocabulary

extension IdentityGraph {
    private static let columns =
        "id, a, b, evidence, status, seen, created_at, last_seen, decided_at, decided_by, reason"

    /// Conflicts, newest first. `open` nil means all; pass the last id of a page to get the next.
    public static func conflicts(open: Bool?, before: Int64? = nil, limit: Int, in tx: any SQLTransaction) throws -> [IdentityConflict] {
        let condition = open.map { $0 ? "status = 'open' AND " : "status <> 'open' AND " } ?? ""
        return try tx.query(
            "SELECT \(columns) FROM identity_conflict WHERE \(condition)id < $1 ORDER BY id DESC LIMIT $2",
            [.integer(before ?? .max), SQLValue(limit)], read)
    }

    /// One conflict; throws `not_found`.
    public static func conflict(_ id: Int64, in tx: any SQLTransaction) throws -> IdentityConflict {
        guard let found = try tx.first("SELECT \(columns) FROM identity_conflict WHERE id = $1", [.integer(id)], read) else {
            throw LianluError(.notFound, "There is no conflict \(id).", hint: "It may concern a customer who was erased since.")
        }
        return found
    }

    /// How many conflicts wait for a decision.
    public static func openConflicts(in tx: any SQLTransaction) throws -> Int {
        try tx.first("SELECT count(*) FROM identity_conflict WHERE status = 'open'") { Int($0.integer(0)) } ?? 0
    }

    /// Decides an open conflict: merge both customers, or keep them apart for good. Throws `conflict` when it is decided already.
    @discardableResult
    public func decide(_ id: Int64, merge: Bool, _ act: Act, in tx: any SQLTransaction) throws -> IdentityConflict {
        try ensureLoaded(in: tx)
        let conflict = try Self.conflict(id, in: tx)
        guard conflict.status == .open else {
            throw LianluError(.conflict, "This conflict is decided already.", hint: "Use merge or unbind on the customers to change it.")
        }
        try writer.withLock { caches in
            if merge {
                _ = try join(conflict.left.rawValue, conflict.right.rawValue, .conflict, act, &caches, in: tx)
            } else {
                let apart = components.withLock { $0.canonical(of: conflict.left.rawValue) != $0.canonical(of: conflict.right.rawValue) }
                guard apart else {
                    throw LianluError(.conflict, "Both are one customer by now.", hint: "Unbind one of the identifiers to part them.")
                }
                try separate([PairState.key(conflict.left.rawValue, conflict.right.rawValue)], act, in: tx)
            }
        }
        try close([id], as: merge ? .merged : .keptApart, act, in: tx)
        return try Self.conflict(id, in: tx)
    }

    /// Closes the open conflicts between leaves that are one customer now.
    func closeConflicts(among members: [UInt32], _ act: Act, in tx: any SQLTransaction) throws {
        let inside = Set(members)
        var settled: [Int64] = []
        try tx.queryMany("SELECT id, b FROM identity_conflict WHERE a = $1 AND status = 'open'", members.map { [SQLValue($0)] }) { _, row in
            if inside.contains(UInt32(row.integer(1))) { settled.append(row.integer(0)) }
        }
        try close(settled, as: .merged, act, in: tx)
    }

    private func close(_ ids: [Int64], as status: IdentityConflict.Status, _ act: Act, in tx: any SQLTransaction) throws {
        try tx.executeMany(
            "UPDATE identity_conflict SET status = $1, decided_at = $2, decided_by = $3, reason = $4 WHERE id = $5 AND status = 'open'",
            ids.map { [.text(status.rawValue), .integer(act.at.milliseconds), .text(act.actor), .text(act.reason), .integer($0)] })
    }

    private static func read(_ row: any SQLRow) throws -> IdentityConflict {
        IdentityConflict(
            id: row.integer(0), left: LeafNumber(UInt32(row.integer(1))), right: LeafNumber(UInt32(row.integer(2))),
            evidence: try JSONValue(parsing: row.text(3)), status: IdentityConflict.Status(rawValue: row.text(4)) ?? .open,
            seen: Int(row.integer(5)),
            createdAt: Instant(milliseconds: row.integer(6)), lastSeen: Instant(milliseconds: row.integer(7)),
            decidedAt: row.optionalInteger(8).map(Instant.init(milliseconds:)), decidedBy: row.optionalText(9), reason: row.optionalText(10)
        )
    }
}

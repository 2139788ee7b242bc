import Organisation
import Vocabulary

/// The audit log.
enum AuditRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/audit", .needs(.auditRead), whole: "the audit log") { call in
            let limit = try call.limit()
            let period = try await call.optionalPeriod()
            let query = AuditQuery(
                actor: call.query["actor"]?.nonEmpty, action: call.query["action"]?.nonEmpty, from: period.from, to: period.to,
                limit: limit + 1, before: try call.cursorNumber())
            let entries = try await call.services.audit.list(query)
            let total = query.before == nil ? Total(counted: try await call.services.audit.count(query, most: Total.most + 1)) : nil
            return .list(
                entries.prefix(limit).map(AccountJSON.entry), next: entries.count > limit ? Cursor.make(entries[limit - 1].id) : nil,
                adding: total?.members ?? [])
        }
    }
}

import Profile
import Storage
import Vocabulary

extension LeadDesk {
    private static func count(_ sql: String, _ id: Int64, in tx: any SQLTransaction) throws -> Int64 {
        try tx.first(sql, [.integer(id)]) { $0.integer(0) } ?? 0
    }

    private static func name(_ table: String, _ id: Int64, where more: String = "", in tx: any SQLTransaction) throws -> String {
        guard let name = try tx.first("SELECT name FROM \(table) WHERE id = $1\(more)", [.integer(id)], { $0.text(0) }) else {
            throw LianluError(.notFound, "There is no such thing with the number \(id).", hint: "List them to see which there are.")
        }
        return name
    }

    /// Names of the rules that a condition on their columns finds, for messages.
    private static func rules(_ condition: String, _ id: Int64, in tx: any SQLTransaction) throws -> String? {
        let names = try tx.query("SELECT name FROM assign_policy WHERE \(condition) = $1 ORDER BY priority, id", [.integer(id)]) {
            "“\($0.text(0))”"
        }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// Deletes a salesperson; what they did stays in the history under their name. Their account, phone, e-mail and absences go.
    ///
    /// - Returns: Their name.
    /// - Throws: `not_found`; a code of the kind `conflict` while they have open leads, lead a rule or stand in for somebody.
    public func removePerson(_ id: Int64) async throws -> String {
        let now = base.clock.now
        return try await base.store.write { tx in
            let name = try Self.name("salesperson", id, where: " AND deleted_at IS NULL", in: tx)
            let open = try Self.count(
                "SELECT count(*) FROM lead WHERE owner = $1 AND state IN ('assigned', 'contacted', 'qualified', 'opportunity')", id, in: tx)
            guard open == 0 else {
                throw LianluError(
                    .hasOpenLeads, "“\(name)” has \(open) open leads.",
                    hint: "Reassign them or hand them back first; switch the person off so that no new ones come.")
            }
            if let rules = try Self.rules("leader", id, in: tx) {
                throw LianluError(.namedByRules, "“\(name)” is told by the rules \(rules).", hint: "Choose another leader in them first.")
            }
            let covers = try tx.first(
                "SELECT count(*) FROM sales_leave WHERE cover = $1 AND ends_at > $2", [.integer(id), .integer(now.milliseconds)]
            ) { $0.integer(0) }
            guard (covers ?? 0) == 0 else {
                throw LianluError(
                    .standsIn, "“\(name)” stands in for somebody who is away.",
                    hint: "Take that absence back, or name somebody else, first.")
            }
            try tx.execute(
                "UPDATE salesperson SET deleted_at = $1, account = NULL, phone = '', email = '', channels = '[]', calendar = NULL, active = 0 WHERE id = $2",
                [.integer(now.milliseconds), .integer(id)])
            try tx.execute("DELETE FROM sales_leave WHERE salesperson = $1", [.integer(id)])
            return name
        }
    }

    /// Deletes working hours.
    ///
    /// - Returns: Their name.
    /// - Throws: `not_found`; a code of the kind `conflict` while somebody works by them.
    public func removeCalendar(_ id: Int64) async throws -> String {
        try await base.store.write { tx in
            let name = try Self.name("sales_calendar", id, in: tx)
            let people = try tx.query("SELECT name FROM salesperson WHERE calendar = $1 ORDER BY id LIMIT 5", [.integer(id)]) { $0.text(0) }
            guard people.isEmpty else {
                throw LianluError(
                    .hasPeople, "“\(name)” are the working hours of \(people.joined(separator: ", ")).",
                    hint: "Give these people other working hours first.")
            }
            try tx.execute("DELETE FROM sales_calendar WHERE id = $1", [.integer(id)])
            return name
        }
    }

    /// Deletes a rule of assignment.
    ///
    /// - Returns: Its name.
    /// - Throws: `not_found`; a code of the kind `conflict` while it is in force, or leads it gave to somebody wait for an answer by its limit.
    public func removePolicy(_ id: Int64) async throws -> String {
        try await base.store.write { tx in
            let name = try Self.name("assign_policy", id, in: tx)
            guard try Self.count("SELECT active FROM assign_policy WHERE id = $1", id, in: tx) == 0 else {
                throw LianluError(.inForce, "“\(name)” is in force.", hint: "Switch it off first; the next rule that fits then decides.")
            }
            let open = try Self.count("SELECT count(*) FROM lead WHERE policy = $1 AND state = 'assigned'", id, in: tx)
            guard open == 0 else {
                throw LianluError(
                    .answersPending, "\(open) leads that “\(name)” gave to somebody wait for an answer by its limit.",
                    hint: "Wait until they were contacted, or reassign them.")
            }
            try tx.execute("DELETE FROM assign_policy WHERE id = $1", [.integer(id)])
            return name
        }
    }

    /// Deletes a pool.
    ///
    /// - Returns: Its name.
    /// - Throws: `not_found`; a code of the kind `conflict` while leads lie in it, a rule names it, or it is the only one while rules count on there being one.
    public func removePool(_ id: Int64) async throws -> String {
        try await base.store.write { tx in
            let name = try Self.name("lead_pool", id, in: tx)
            let leads = try Self.count("SELECT count(*) FROM lead WHERE pool = $1 AND state = 'pooled'", id, in: tx)
            guard leads == 0 else {
                throw LianluError(.holdsLeads, "\(leads) leads lie in “\(name)”.", hint: "Assign them, or let people claim them, first.")
            }
            if let rules = try Self.rules("pool", id, in: tx) {
                throw LianluError(.namedByRules, "The rules \(rules) name “\(name)”.", hint: "Choose another pool in them first.")
            }
            let others = try Self.count("SELECT count(*) FROM lead_pool WHERE id <> $1", id, in: tx)
            let waiting = try tx.first("SELECT count(*) FROM assign_policy WHERE active = 1 AND pool IS NULL") { $0.integer(0) } ?? 0
            guard others > 0 || waiting == 0 else {
                throw LianluError(
                    .defaultPool, "“\(name)” is the default pool: \(waiting) active rules without a pool of their own count on it.",
                    hint: "Make another pool first.")
            }
            try tx.execute("DELETE FROM lead_pool WHERE id = $1", [.integer(id)])
            return name
        }
    }
}

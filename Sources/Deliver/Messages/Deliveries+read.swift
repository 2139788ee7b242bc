import Identify
import Profile
import Storage
public import Vocabulary

extension Deliveries {
    /// Messages, newest first.
    public func messages(state: Message.State?, customer: LeafNumber?, limit: Int, before: Int64?) async throws -> [Message] {
        let leaves = customer.map { base.graph.leaves(of: $0) }
        return try await base.store.read { tx in
            var sql = "SELECT \(Message.columns) FROM message WHERE id < $1"
            if let state { sql += " AND state = '\(state.rawValue)'" }
            if let leaves { sql += " AND leaf IN (\(leaves.map { String($0.rawValue) }.joined(separator: ", ")))" }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))", [.integer(before ?? .max)], Message.init)
        }
    }

    /// How many messages there are by state.
    public func counts() async throws -> [String: Int] {
        try await base.store.read { tx in
            var counts: [String: Int] = [:]
            _ = try tx.query("SELECT state, count(*) FROM message GROUP BY state", []) { counts[$0.text(0)] = Int($0.integer(1)) }
            return counts
        }
    }

    /// One message with its attempts. Throws `not_found`.
    public func message(_ id: Int64) async throws -> (
        message: Message, attempts: [(at: Instant, state: String, code: String, text: String)]
    ) {
        let found = try await base.store.read { tx -> (Message, [(at: Instant, state: String, code: String, text: String)])? in
            guard let message = try Message.find(id, in: tx) else { return nil }
            let attempts = try tx.query("SELECT at, state, code, text FROM message_attempt WHERE message = $1 ORDER BY id", [.integer(id)])
            {
                (at: Instant(milliseconds: $0.integer(0)), state: $0.text(1), code: $0.text(2), text: $0.text(3))
            }
            return (message, attempts)
        }
        guard let found else {
            throw LianluError(.notFound, "There is no message \(id).", hint: "List the messages to see which there are.")
        }
        return (found.0, found.1)
    }
}

import Identify
import Profile
import Storage
public import Vocabulary

extension Deliveries {
    /// Which messages a list shows.
    public struct Query: Sendable {
        /// In that state.
        public var state: Message.State?
        /// For that reason.
        public var reason: String?
        /// To that customer.
        public var customer: LeafNumber?
        /// From that template.
        public var template: Int64?
        /// Over "sms" or "email".
        public var channel: String?
        /// Older than that number.
        public var before: Int64?
        /// At most so many.
        public var limit = 50

        /// All of them.
        public init() {}
    }

    /// Messages, newest first.
    public func messages(_ query: Query) async throws -> [Message] {
        let graph = base.graph
        return try await base.store.read { tx in
            var sql = "SELECT \(Message.columns) FROM message WHERE id < $1"
            var values: [SQLValue] = [.integer(query.before ?? .max)]
            func add(_ column: String, _ value: SQLValue?) {
                guard let value else { return }
                values.append(value)
                sql += " AND \(column) = $\(values.count)"
            }
            add("state", query.state.map { .text($0.rawValue) })
            add("reason", query.reason.map { .text($0) })
            add("template", query.template.map { .integer($0) })
            add("channel", query.channel.map { .text($0) })
            if let customer = query.customer {
                let leaves = graph.leaves(of: customer)
                sql += " AND leaf IN (" + leaves.indices.map { "$\(values.count + 1 + $0)" }.joined(separator: ", ") + ")"
                values += leaves.map { SQLValue($0.rawValue) }
            }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(query.limit, 1), 501))", values, Message.init)
        }
    }

    /// Numbers of the messages that were asked for under these keys, by key; those that are not there yet are left out.
    public func messages(byKeys keys: [String]) async throws -> [String: Int64] {
        guard !keys.isEmpty else { return [:] }
        return try await base.store.read { tx in
            var found: [String: Int64] = [:]
            try tx.queryMany("SELECT id FROM message WHERE key = $1", keys.map { [.text($0)] }) { found[keys[$0]] = $1.integer(0) }
            return found
        }
    }

    /// How many messages of the last 24 hours are in each state.
    public func counts() async throws -> [String: Int] {
        let since = base.clock.now.adding(milliseconds: -86_400_000)
        let rows = try await base.store.read { tx in
            try tx.query("SELECT state, count(*) FROM message WHERE created_at >= $1 GROUP BY state", [.integer(since.milliseconds)]) {
                ($0.text(0), Int($0.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Number and name of every template, archived ones included.
    public func templateNames() async throws -> [(id: Int64, name: String)] {
        try await base.store.read { tx in try tx.query("SELECT id, name FROM message_template", []) { ($0.integer(0), $0.text(1)) } }
    }

    /// One try of a message.
    public struct Attempt: Sendable {
        /// When.
        public var at: Instant
        /// The state it led to.
        public var state: String
        /// The provider's or our code.
        public var code: String
        /// Its words.
        public var text: String
    }

    /// One message with its tries. Throws `not_found`.
    public func message(_ id: Int64) async throws -> (message: Message, attempts: [Attempt]) {
        let found = try await base.store.read { tx -> (Message, [Attempt])? in
            guard let message = try Message.find(id, in: tx) else { return nil }
            let attempts = try tx.query("SELECT at, state, code, text FROM message_attempt WHERE message = $1 ORDER BY id", [.integer(id)])
            { row in
                Attempt(at: Instant(milliseconds: row.integer(0)), state: row.text(1), code: row.text(2), text: row.text(3))
            }
            return (message, attempts)
        }
        guard let found else {
            throw LianluError(.notFound, "There is no message \(id).", hint: "List the messages to see which there are.")
        }
        return found
    }

    /// Sends a template to one customer as a test; returns the message as it stands. Throws `not_found` for the template or the customer.
    public func testSend(_ template: Int64, to customer: LeafNumber, variables: JSONObject) async throws -> Message {
        _ = try await self.template(template)
        let key = "test:" + base.entropy.token(bits: 100)
        try await execute(
            SendMessage(key: key, leaf: customer, template: template, variables: variables, cause: "test:\(template)", isTest: true))
        let made = try await base.store.read { tx in
            try tx.first("SELECT \(Message.columns) FROM message WHERE key = $1", [.text(key)], Message.init)
        }
        guard let made else { throw LianluError(.notFound, "There is no such customer.", hint: "The person may have been erased.") }
        return made
    }

    /// Something staff was told.
    public struct Notice: Sendable {
        /// Its number.
        public var id: Int64
        /// The account it went over.
        public var account: Int64
        /// What happened.
        public var event: String
        /// Its headline.
        public var title: String
        /// "queued", "sent", "failed", "unknown".
        public var state: String
        /// What was wrong.
        public var error: String
        /// Tries so far.
        public var attempts: Int64
        /// When it was asked for.
        public var at: Instant
        /// When it was over.
        public var doneAt: Instant?
    }

    /// What staff was told, newest first.
    public func notices(before: Int64?, limit: Int) async throws -> [Notice] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT id, account, event, title, state, error, attempts, at, done_at FROM staff_notice WHERE id < $1 ORDER BY id DESC LIMIT \(min(max(limit, 1), 501))",
                [.integer(before ?? .max)]
            ) { row in
                Notice(
                    id: row.integer(0), account: row.integer(1), event: row.text(2), title: row.text(3), state: row.text(4),
                    error: row.text(5),
                    attempts: row.integer(6), at: Instant(milliseconds: row.integer(7)),
                    doneAt: row.optionalInteger(8).map(Instant.init(milliseconds:)))
            }
        }
    }

    /// Whether a token of an unsubscribe link is ours.
    public func isUnsubscribeToken(_ token: String) async throws -> Bool { try await unsubscribing(token) != nil }
}

public import Storage
public import Vocabulary

/// One message to one customer, with what became of it.
public struct Message: Sendable, Equatable {
    /// What became of it.
    public enum State: String, Sendable, CaseIterable {
        /// Waits for its account.
        case queued
        /// Waits for quiet hours to end.
        case deferred
        /// Handed to the provider; the answer is not there yet.
        case sending
        /// The provider took it.
        case accepted
        /// The provider says it arrived.
        case delivered
        /// The provider refused it or could not deliver it.
        case failed
        /// Nobody knows whether it was sent; never sent again by itself.
        case unknown
        /// Not sent; the reason says why.
        case notSent = "not_sent"
    }

    /// Its number.
    public var id: Int64
    /// Idempotency key.
    public var key: String
    /// Whose: a leaf of the customer.
    public var leaf: LeafNumber
    /// Its template.
    public var template: Int64
    /// Its account.
    public var account: Int64
    /// "sms", "email".
    public var channel: String
    /// "marketing", "transactional".
    public var purpose: String
    /// What became of it.
    public var state: State
    /// Why, as a stable code; "" when all went well.
    public var reason: String
    /// Why, in the provider's or our words.
    public var detail: String
    /// What asked for it.
    public var cause: String
    /// The journey run behind it.
    public var run: Int64?
    /// Values given with it.
    public var variables: JSONObject
    /// Whether it is a test send.
    public var isTest: Bool
    /// Where it went, masked.
    public var receiver: String
    /// What it said.
    public var content: String
    /// The provider's number for it.
    public var providerID: String
    /// Tries so far.
    public var attempts: Int64
    /// Not before.
    public var dueAt: Instant?
    /// When it was asked for.
    public var createdAt: Instant
    /// When the provider took it.
    public var sentAt: Instant?
    /// Last change.
    public var updatedAt: Instant

    static let columns =
        "id, key, leaf, template, account, channel, purpose, state, reason, detail, cause, run, variables, is_test, receiver, content, provider_id, attempts, due_at, created_at, sent_at, updated_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        key = row.text(1)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(2)))
        template = row.integer(3)
        account = row.integer(4)
        channel = row.text(5)
        purpose = row.text(6)
        state = State(rawValue: row.text(7)) ?? .unknown
        reason = row.text(8)
        detail = row.text(9)
        cause = row.text(10)
        run = row.optionalInteger(11)
        variables = (try? JSONValue(parsing: row.text(12)))?.object ?? JSONObject()
        isTest = row.bool(13)
        receiver = row.text(14)
        content = row.text(15)
        providerID = row.text(16)
        attempts = row.integer(17)
        dueAt = row.optionalInteger(18).map(Instant.init(milliseconds:))
        createdAt = Instant(milliseconds: row.integer(19))
        sentAt = row.optionalInteger(20).map(Instant.init(milliseconds:))
        updatedAt = Instant(milliseconds: row.integer(21))
    }

    /// The message of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> Message? {
        try tx.first("SELECT \(columns) FROM message WHERE id = $1", [.integer(id)], Message.init)
    }

    func save(in tx: any SQLTransaction) throws {
        try tx.execute(
            "UPDATE message SET state = $1, reason = $2, detail = $3, receiver = $4, content = $5, provider_id = $6, attempts = $7, due_at = $8, sent_at = $9, updated_at = $10 WHERE id = $11",
            [
                .text(state.rawValue), .text(reason), .text(String(detail.prefix(500)).replacing("\u{0}", with: "")), .text(receiver),
                .text(content),
                .text(providerID), .integer(attempts), SQLValue(dueAt?.milliseconds), SQLValue(sentAt?.milliseconds),
                .integer(updatedAt.milliseconds), .integer(id),
            ])
    }
}

public import Storage
public import Vocabulary

/// One person's interest, on its way to somebody who answers it (线索).
public struct Lead: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Whose: a leaf of the customer.
    public var leaf: LeafNumber
    /// Where it stands.
    public var state: LeadState
    /// The salesperson who has it.
    public var owner: Int64?
    /// The pool it lies in.
    public var pool: Int64?
    /// Why nobody has it yet: "no_policy", "nobody_available" …; "" otherwise.
    public var waiting: String
    /// The policy that decided.
    public var policy: Int64?
    /// Origin code.
    public var origin: String
    /// Landing page.
    public var page: Int64?
    /// What it is about.
    public var product: String
    /// Where the customer is, as answered.
    public var region: String
    /// What the customer answered.
    public var answers: JSONObject
    /// "ok" or "quarantine".
    public var quality: String
    /// Why it was quarantined.
    public var reasons: [String]
    /// Worth in fen, once known.
    public var valueFen: Int64?
    /// What made it: "form", "import", "journey", "manual".
    public var source: String
    /// When it came in (T0).
    public var receivedAt: Instant
    /// When the present owner got it.
    public var assignedAt: Instant?
    /// First human reply.
    public var repliedAt: Instant?
    /// When the response limit runs out.
    public var dueAt: Instant?
    /// Steps of the response limit's ladder taken for the present owner.
    public var step: Int64
    /// Owners so far.
    public var attempts: Int64
    /// Times the person came again.
    public var touches: Int64
    /// Next action promised.
    public var nextAt: Instant?
    /// When it ended.
    public var outcomeAt: Instant?
    /// Why.
    public var outcomeReason: String
    /// Last change.
    public var updatedAt: Instant

    static let columns =
        "id, leaf, state, owner, pool, waiting, policy, origin, page, product, region, answers, quality, reasons, value_fen, source, received_at, assigned_at, replied_at, due_at, step, attempts, touches, next_at, outcome_at, outcome_reason, updated_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(1)))
        state = LeadState(rawValue: row.text(2)) ?? .new
        owner = row.optionalInteger(3)
        pool = row.optionalInteger(4)
        waiting = row.text(5)
        policy = row.optionalInteger(6)
        origin = row.text(7)
        page = row.optionalInteger(8)
        product = row.text(9)
        region = row.text(10)
        answers = (try? JSONValue(parsing: row.text(11)))?.object ?? JSONObject()
        quality = row.text(12)
        reasons = row.text(13).split(separator: ",").map(String.init)
        valueFen = row.optionalInteger(14)
        source = row.text(15)
        receivedAt = Instant(milliseconds: row.integer(16))
        assignedAt = row.optionalInteger(17).map(Instant.init(milliseconds:))
        repliedAt = row.optionalInteger(18).map(Instant.init(milliseconds:))
        dueAt = row.optionalInteger(19).map(Instant.init(milliseconds:))
        step = row.integer(20)
        attempts = row.integer(21)
        touches = row.integer(22)
        nextAt = row.optionalInteger(23).map(Instant.init(milliseconds:))
        outcomeAt = row.optionalInteger(24).map(Instant.init(milliseconds:))
        outcomeReason = row.text(25)
        updatedAt = Instant(milliseconds: row.integer(26))
    }

    /// The lead of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> Lead? {
        try tx.first("SELECT \(columns) FROM lead WHERE id = $1", [.integer(id)], Lead.init)
    }

    /// The leads of these leaves, newest first.
    public static func of(_ leaves: [LeafNumber], in tx: any SQLTransaction) throws -> [Lead] {
        var found: [Lead] = []
        try tx.queryMany("SELECT \(columns) FROM lead WHERE leaf = $1", leaves.map { [SQLValue($0.rawValue)] }) { _, row in
            found.append(Lead(row))
        }
        return found.sorted { $0.id > $1.id }
    }

    func save(in tx: any SQLTransaction) throws {
        try tx.execute(
            """
            UPDATE lead SET state = $1, owner = $2, pool = $3, waiting = $4, policy = $5, value_fen = $6, assigned_at = $7, replied_at = $8, due_at = $9,
            step = $10, attempts = $11, touches = $12, next_at = $13, outcome_at = $14, outcome_reason = $15, updated_at = $16, quality = $17 WHERE id = $18
            """,
            [
                .text(state.rawValue), SQLValue(owner), SQLValue(pool), .text(waiting), SQLValue(policy), SQLValue(valueFen),
                SQLValue(assignedAt?.milliseconds), SQLValue(repliedAt?.milliseconds), SQLValue(dueAt?.milliseconds), .integer(step),
                .integer(attempts), .integer(touches), SQLValue(nextAt?.milliseconds), SQLValue(outcomeAt?.milliseconds),
                .text(outcomeReason),
                .integer(updatedAt.milliseconds), .text(quality), .integer(id),
            ])
    }
}

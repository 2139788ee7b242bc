public import Storage
public import Vocabulary

/// One conversion told (or not told) to an ad platform (转化回传).
public struct Conversion: Sendable, Equatable {
    /// What became of it.
    public enum State: String, Sendable, CaseIterable { case held, queued, sending, unknown, ok, rejected, suppressed, expired }

    /// How it came to its click.
    public enum Match: String, Sendable, CaseIterable {
        /// The event carried the click id itself.
        case exact
        /// The customer's last click of that platform within the window.
        case lastPaid = "last_paid"
        /// There is no click within the window.
        case nothing = "none"
    }

    /// Its number.
    public var id: Int64
    /// Whose: a leaf of the customer.
    public var leaf: LeafNumber
    /// The ad account.
    public var account: Int64
    /// Its platform.
    public var platform: String
    /// What was reached.
    public var stage: Stage
    /// What it is called there.
    public var event: String
    /// What it tells of: "lead:12:won", "order:/A1:pay", "event:77".
    public var stageEvent: String
    /// When it happened.
    public var occurredAt: Instant
    /// Not before.
    public var dueAt: Instant
    /// When the platform took it.
    public var sentAt: Instant?
    /// What became of it.
    public var state: State
    /// Why, as a code.
    public var reason: String
    /// The click it belongs to.
    public var clickID: String
    /// When that was.
    public var clickAt: Instant?
    /// How it came to that click; nil for those from before this was noted.
    public var match: Match?
    /// Worth in fen.
    public var amountFen: Int64?
    /// Tries so far.
    public var attempts: Int64
    /// The mapping that decided.
    public var mappingVersion: Int64
    /// How the amount is written.
    public var unit: StageRow.Unit
    /// What was sent.
    public var request: String
    /// What was answered.
    public var response: String
    /// When it was taken in.
    public var createdAt: Instant
    /// Last change.
    public var updatedAt: Instant

    /// Our id, by which platforms recognise repeats. The moment it happened is part of it: a data source that another data folder (a test, a fresh
    /// installation) told of its own conversion 1 before must not take ours for a repeat.
    public var outerID: String { "lianlu-\(account)-\(id)-\(String(occurredAt.milliseconds, radix: 36))" }

    /// Whether the call carried an identifier of the person, not only the click id: the SHA-256 of the phone (Tencent Ads, with consent). An event may
    /// have "phone" in its name without carrying one.
    public var carriesIdentifiers: Bool { request.contains("\"sha256_phone\":") }

    static let columns =
        "id, leaf, account, platform, stage, event, stage_event, occurred_at, due_at, sent_at, state, reason, click_id, click_at, amount_fen, attempts, mapping_version, unit, request, response, created_at, updated_at, matched"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(1)))
        account = row.integer(2)
        platform = row.text(3)
        stage = Stage(rawValue: row.text(4)) ?? .formSubmitted
        event = row.text(5)
        stageEvent = row.text(6)
        occurredAt = Instant(milliseconds: row.integer(7))
        dueAt = Instant(milliseconds: row.integer(8))
        sentAt = row.optionalInteger(9).map(Instant.init(milliseconds:))
        state = State(rawValue: row.text(10)) ?? .unknown
        reason = row.text(11)
        clickID = row.text(12)
        clickAt = row.optionalInteger(13).map(Instant.init(milliseconds:))
        amountFen = row.optionalInteger(14)
        attempts = row.integer(15)
        mappingVersion = row.integer(16)
        unit = StageRow.Unit(rawValue: row.text(17)) ?? .none
        request = row.text(18)
        response = row.text(19)
        createdAt = Instant(milliseconds: row.integer(20))
        updatedAt = Instant(milliseconds: row.integer(21))
        match = Match(rawValue: row.text(22)) ?? (clickID.isEmpty ? Match.nothing : nil)
    }

    /// The conversion of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> Conversion? {
        try tx.first("SELECT \(columns) FROM conversion_out WHERE id = $1", [.integer(id)], Conversion.init)
    }

    /// Those of these numbers that there are, in their order.
    static func find(_ ids: Set<Int64>, in tx: any SQLTransaction) throws -> [Conversion] {
        var found: [Conversion] = []
        try tx.queryMany("SELECT \(columns) FROM conversion_out WHERE id = $1", ids.sorted().map { [.integer($0)] }) { _, row in
            found.append(Conversion(row))
        }
        return found
    }

    func save(in tx: any SQLTransaction) throws {
        try tx.execute(
            "UPDATE conversion_out SET state = $1, reason = $2, due_at = $3, sent_at = $4, attempts = $5, request = $6, response = $7, updated_at = $8 WHERE id = $9",
            [
                .text(state.rawValue), .text(String(reason.prefix(120)).replacing("\u{0}", with: "")), .integer(dueAt.milliseconds),
                SQLValue(sentAt?.milliseconds), .integer(attempts), .text(request),
                .text(String(response.prefix(1000)).replacing("\u{0}", with: "")),
                .integer(updatedAt.milliseconds), .integer(id),
            ])
    }
}

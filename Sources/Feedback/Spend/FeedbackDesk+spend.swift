import Profile
import Storage
public import Vocabulary

/// One row of spend (投放消耗): a campaign on a platform day (GMT+8).
public struct SpendRow: Sendable, Equatable {
    /// Its number; 0 before it is stored.
    public var id: Int64 = 0
    /// Ad platform.
    public var platform: String
    /// The platform's number of the account.
    public var account: String
    /// The platform's number or name of the campaign.
    public var campaign: String
    /// What people call it.
    public var campaignName: String
    /// The origin it pays for.
    public var origin: Int64?
    /// The code of that origin as a file names it, or a value one of its rules has; "" when the file does not say. Read only while `origin` is nil.
    public var originCode = ""
    /// Platform day.
    public var day: String
    /// "click_time" or "conv_time": never added together.
    public var accounting: String
    /// Cost in fen.
    public var costFen: Int64
    /// Shown how often; nil when the file does not say.
    public var impressions: Int64?
    /// Clicked how often.
    public var clicks: Int64?
    /// The platform's own count of conversions.
    public var conversions: Int64?
    /// Last change.
    public var updatedAt = Instant(milliseconds: 0)
    /// Rises with every change.
    public var revision: Int64 = 1

    /// A row.
    public init(platform: String, account: String, campaign: String, day: String, costFen: Int64) {
        self.platform = platform
        self.account = account
        self.campaign = campaign
        campaignName = ""
        self.day = day
        accounting = "click_time"
        self.costFen = costFen
    }

    var key: String { "\(platform)|\(account)|\(campaign)|\(day)|\(accounting)" }

    /// As it is answered.
    public var json: JSONValue {
        [
            "id": .int(id), "platform": .string(platform), "account": .string(account), "campaign": .string(campaign),
            "campaignName": .string(campaignName), "origin": .optional(origin), "date": .string(day), "accounting": .string(accounting),
            "costFen": .int(costFen), "impressions": .optional(impressions), "clicks": .optional(clicks),
            "conversions": .optional(conversions),
            "updatedAt": .string(ISO8601.format(updatedAt)), "revision": .int(revision),
        ]
    }

    static let columns =
        "id, platform, account, campaign, campaign_name, origin, day, accounting, cost_fen, impressions, clicks, conversions, updated_at, revision"
}

extension FeedbackDesk {
    private static func read(_ row: any SQLRow) -> SpendRow {
        var spend = SpendRow(platform: row.text(1), account: row.text(2), campaign: row.text(3), day: row.text(6), costFen: row.integer(8))
        spend.id = row.integer(0)
        spend.campaignName = row.text(4)
        spend.origin = row.optionalInteger(5)
        spend.accounting = row.text(7)
        spend.impressions = row.optionalInteger(9)
        spend.clicks = row.optionalInteger(10)
        spend.conversions = row.optionalInteger(11)
        spend.updatedAt = Instant(milliseconds: row.integer(12))
        spend.revision = row.integer(13)
        return spend
    }

    /// Which rows are meant.
    public struct SpendFilter: Sendable {
        /// First and last day, inclusive, as YYYY-MM-DD.
        public var from: String
        public var to: String
        /// Of one platform.
        public var platform: String?
        /// Of one account.
        public var account: String?
        /// Of one origin and those below it.
        public var origin: Int64?

        /// Rows of these days.
        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }

        func clause(_ values: inout [SQLValue]) -> String {
            var sql = ""
            func add(_ column: String, _ value: SQLValue) {
                values.append(value)
                sql += " AND \(column)$\(values.count)"
            }
            add("day >= ", .text(from))
            add("day <= ", .text(to))
            if let platform { add("platform = ", .text(platform)) }
            if let account { add("account = ", .text(account)) }
            if let origin {
                values.append(.integer(origin))
                let own = "(SELECT path FROM origin WHERE id = $\(values.count))"
                sql += " AND origin IN (SELECT id FROM origin WHERE substr(path, 1, length(\(own))) = \(own))"
            }
            return sql
        }
    }

    /// Rows of a period of days, newest first.
    public func spend(_ filter: SpendFilter, limit: Int, before: Int64?) async throws -> [SpendRow] {
        try await base.store.read { tx in
            var values: [SQLValue] = [.integer(before ?? .max)]
            let sql = "SELECT \(SpendRow.columns) FROM ad_spend WHERE id < $1" + filter.clause(&values)
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))", values, Self.read)
        }
    }

    /// Totals of a period of days.
    public func spendTotals(_ filter: SpendFilter) async throws -> (
        rows: Int64, costFen: Int64, impressions: Int64?, clicks: Int64?
    ) {
        try await base.store.read { tx in
            var values: [SQLValue] = []
            let sql =
                "SELECT count(*), coalesce(sum(cost_fen), 0), sum(impressions), sum(clicks) FROM ad_spend WHERE accounting = 'click_time'"
                + filter.clause(&values)
            return try tx.first(sql, values) { ($0.integer(0), $0.integer(1), $0.optionalInteger(2), $0.optionalInteger(3)) } ?? (
                0, 0, nil, nil
            )
        }
    }

    /// What setting rows came to.
    public struct SpendOutcome: Sendable, Equatable {
        /// New rows.
        public var added = 0
        /// Rows that said something else before.
        public var changed = 0
        /// Rows that said the same.
        public var unchanged = 0
        /// Cost of all rows.
        public var costFen: Int64 = 0
        /// Campaigns that belong to no origin, and codes of origins that there are none of; the first 100.
        public var unmatched: [String] = []
    }

    /// Sets rows by their key; an old value stays as a revision. A row that names the code of an origin belongs to that one, or to none when there is no
    /// such origin; one that names none, to the origin whose code or rule is its campaign or campaign name. With `dryRun` nothing is written.
    public func setSpend(_ rows: [SpendRow], by actor: String, dryRun: Bool) async throws -> SpendOutcome {
        let now = base.clock.now
        return try await base.store.write(.background) { tx in
            var outcome = SpendOutcome()
            var origins: [String: Int64] = [:]
            _ = try tx.query("SELECT code, id FROM origin", []) { origins[$0.text(0)] = $0.integer(1) }
            _ = try tx.query("SELECT value, origin FROM origin_rule WHERE field IN ('utm_campaign', 'utm_source', 'origin')", []) {
                if origins[$0.text(0)] == nil { origins[$0.text(0)] = $0.integer(1) }
            }
            for given in rows {
                var row = given
                if row.origin == nil {
                    row.origin = row.originCode.isEmpty ? origins[row.campaign] ?? origins[row.campaignName] : origins[row.originCode]
                }
                let called = row.originCode.isEmpty ? row.campaign : row.originCode
                if row.origin == nil, !outcome.unmatched.contains(called), outcome.unmatched.count < 100 {
                    outcome.unmatched.append(called)
                }
                outcome.costFen += row.costFen
                let old = try tx.first(
                    "SELECT \(SpendRow.columns) FROM ad_spend WHERE platform = $1 AND account = $2 AND campaign = $3 AND day = $4 AND accounting = $5",
                    [.text(row.platform), .text(row.account), .text(row.campaign), .text(row.day), .text(row.accounting)], Self.read)
                if let old {
                    if old.costFen == row.costFen, old.impressions == row.impressions, old.clicks == row.clicks,
                        old.conversions == row.conversions,
                        old.origin == row.origin, old.campaignName == row.campaignName
                    {
                        outcome.unchanged += 1
                        continue
                    }
                    outcome.changed += 1
                    if dryRun { continue }
                    try tx.execute(
                        "INSERT INTO ad_spend_revision(spend, revision, at, actor, row_values) VALUES ($1, $2, $3, $4, $5)",
                        [.integer(old.id), .integer(old.revision), .integer(now.milliseconds), .text(actor), .text(old.json.text)])
                    try tx.execute(
                        "UPDATE ad_spend SET campaign_name = $1, origin = $2, cost_fen = $3, impressions = $4, clicks = $5, conversions = $6, updated_at = $7, revision = revision + 1 WHERE id = $8",
                        [
                            .text(row.campaignName), SQLValue(row.origin), .integer(row.costFen), SQLValue(row.impressions),
                            SQLValue(row.clicks),
                            SQLValue(row.conversions), .integer(now.milliseconds), .integer(old.id),
                        ])
                } else {
                    outcome.added += 1
                    if dryRun { continue }
                    try tx.execute(
                        "INSERT INTO ad_spend(id, platform, account, campaign, campaign_name, origin, day, accounting, cost_fen, impressions, clicks, conversions, updated_at, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
                        [
                            .integer(try tx.take(from: "ad_spend")), .text(row.platform), .text(row.account), .text(row.campaign),
                            .text(row.campaignName),
                            SQLValue(row.origin), .text(row.day), .text(row.accounting), .integer(row.costFen), SQLValue(row.impressions),
                            SQLValue(row.clicks), SQLValue(row.conversions), .integer(now.milliseconds),
                        ])
                }
            }
            return outcome
        }
    }

    /// What a row said before, newest first.
    public func revisions(of id: Int64) async throws -> [(at: Instant, actor: String, values: JSONValue)] {
        try await base.store.read { tx in
            try tx.query("SELECT at, actor, row_values FROM ad_spend_revision WHERE spend = $1 ORDER BY revision DESC", [.integer(id)]) {
                (Instant(milliseconds: $0.integer(0)), $0.text(1), (try? JSONValue(parsing: $0.text(2))) ?? .null)
            }
        }
    }

    /// Gross margin in percent (nil until set) and the window in which revenue counts, in days.
    public func settings() async throws -> (margin: Double?, window: Int) {
        let text = try await base.store.read { tx in try tx.first("SELECT settings FROM media_setting WHERE id = 1", []) { $0.text(0) } }
        let json = text.flatMap { try? JSONValue(parsing: $0) }
        return (json?["grossMarginPercent"]?.double, Int(json?["valueWindowDays"]?.int ?? 90))
    }

    /// Changes them. Throws `bad_request` for values out of range.
    public func setSettings(margin: Double?, window: Int) async throws {
        guard margin.map({ (0...100).contains($0) }) ?? true, (1...365).contains(window) else {
            throw LianluError(.badRequest, "The margin is not from 0 to 100, or the window not from 1 to 365.", hint: "Mend it.")
        }
        let json: JSONValue = ["grossMarginPercent": margin.map { .double($0) } ?? .null, "valueWindowDays": .int(window)]
        try await base.store.write { tx in
            try tx.execute(
                "INSERT INTO media_setting(id, settings) VALUES (1, $1) ON CONFLICT(id) DO UPDATE SET settings = excluded.settings",
                [.text(json.text)])
        }
    }
}

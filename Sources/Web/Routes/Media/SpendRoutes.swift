import Collect
import Feedback
import Organisation
import Touchpoint
import Vocabulary

/// Spend (投放消耗): what media cost, by platform day.
enum SpendRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/media/spend", .needs(.mediaRead), list)
        routes.post("/api/media/spend", .needs(.mediaWrite), whole: "spend", set)
        routes.post("/api/media/spend/import", .needs(.mediaWrite), whole: "spend", within: .seconds(120), importFile)
        routes.get("/api/media/spend/{id}/revisions", .needs(.mediaRead)) { call in
            .list(
                try await call.services.rooms.feedback.revisions(of: try call.number()).map {
                    ["at": .time($0.at), "actor": .string($0.actor), "values": $0.values]
                })
        }
    }

    private static func list(_ call: Call) async throws -> Reply {
        let period = try await call.optionalPeriod()
        let from = period.from.map { period.zone.date(at: $0).description } ?? "0000-01-01"
        let to = period.to.map { period.zone.date(at: $0.adding(milliseconds: -1)).description } ?? "9999-12-31"
        let (limit, desk) = (try call.limit(), call.services.rooms.feedback)
        var filter = FeedbackDesk.SpendFilter(from: from, to: to)
        filter.platform = call.query["platform"]?.nonEmpty
        filter.account = call.query["account"]?.nonEmpty
        filter.origin = try call.filter("origin")
        let rows = try await desk.spend(filter, limit: limit, before: try call.cursorNumber())
        let totals = try await desk.spendTotals(filter)
        let names = Dictionary(uniqueKeysWithValues: try await call.services.rooms.touchpoints.origins().map { ($0.id, $0.name) })
        return .list(
            rows.map { row in
                var json = row.json.object ?? JSONObject()
                json["originName"] = .optional(row.origin.flatMap { names[$0] })
                return .object(json)
            }, next: rows.count == limit ? Cursor.make(rows[rows.count - 1].id) : nil,
            adding: [
                (
                    "totals",
                    [
                        "rows": .int(totals.rows), "costFen": .int(totals.costFen), "impressions": .optional(totals.impressions),
                        "clicks": .optional(totals.clicks),
                    ]
                )
            ])
    }

    private static func set(_ call: Call) async throws -> Reply {
        guard let list = (try await call.fields(upTo: 8 << 20, "rows"))["rows"]?.array, list.count <= 10_000 else {
            throw LianluError(.badRequest, "rows is not a list of at most 10000.", hint: "Send it in parts.")
        }
        var rows: [SpendRow] = []
        for (index, json) in list.enumerated() {
            guard let platform = json["platform"]?.string, let cost = json["costFen"]?.int, cost >= 0, let day = json["date"]?.string,
                case .date(let date) = ISO8601.read(day)
            else {
                throw LianluError(
                    .badRequest, "rows[\(index)] lacks platform, date or costFen.",
                    hint: "{\"platform\",\"date\":\"2026-11-01\",\"costFen\":12300}")
            }
            var row = SpendRow(
                platform: platform, account: json["account"]?.plainText ?? "", campaign: json["campaign"]?.plainText ?? "-",
                day: date.description, costFen: cost)
            row.campaignName = json["campaignName"]?.string ?? ""
            row.origin = json["origin"]?.int
            if let accounting = json["accounting"], !accounting.isNull {
                guard let text = accounting.string, ["click_time", "conv_time"].contains(text) else {
                    throw LianluError(
                        .badRequest, "rows[\(index)].accounting is not one of click_time, conv_time.",
                        hint: "Say whether the platform counts by the click's or the conversion's day; left out it is click_time.")
                }
                row.accounting = text
            }
            row.impressions = json["impressions"]?.int
            row.clicks = json["clicks"]?.int
            row.conversions = json["conversions"]?.int
            rows.append(row)
        }
        let outcome = try await call.services.rooms.feedback.setSpend(rows, by: try call.principal.reference, dryRun: false)
        try await call.audit("spend.set", "media", [("rows", String(rows.count))])
        return .json(answer(outcome, rows: rows.count, errors: [], columns: [], dryRun: false))
    }

    private static func importFile(_ call: Call) async throws -> Reply {
        let bytes = try await call.collect(upTo: 20 << 20)
        let text = try SpendText.decode(bytes)
        let content = try SpendFile.read(
            SpendFile.lines(text), platform: call.query["platform"] ?? "", account: call.query["account"] ?? "")
        let dryRun = try call.flag("dryRun") ?? false
        let outcome = try await call.services.rooms.feedback.setSpend(content.rows, by: try call.principal.reference, dryRun: dryRun)
        if !dryRun { try await call.audit("spend.import", "media", [("rows", String(content.rows.count))]) }
        return .json(answer(outcome, rows: content.rows.count, errors: content.errors, columns: content.columns, dryRun: dryRun))
    }

    private static func answer(
        _ outcome: FeedbackDesk.SpendOutcome, rows: Int, errors: [(line: Int, message: String)],
        columns: [(field: String, heading: String)], dryRun: Bool
    ) -> JSONValue {
        [
            "rows": .int(rows), "added": .int(outcome.added), "changed": .int(outcome.changed), "unchanged": .int(outcome.unchanged),
            "failed": .int(errors.count),
            "errors": .array(errors.prefix(200).map { ["line": .int($0.line), "message": .string($0.message)] }),
            "unmatched": .strings(outcome.unmatched), "costFen": .int(outcome.costFen),
            "columns": .object(JSONObject(columns.map { JSONObject.Member($0.field, .string($0.heading)) })), "dryRun": .bool(dryRun),
        ]
    }
}

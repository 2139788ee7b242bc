import Feedback
import HTTPTypes
import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// Ad accounts, conversions told back, and what origins are worth.
enum MediaRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/media/platforms", .needs(.mediaRead)) { _ in .list(AdPlatforms.all.map { MediaJSON.platform($0) }) }
        routes.get("/api/media/accounts", .needs(.mediaRead), accounts)
        routes.post("/api/media/accounts", .needs(.mediaWrite), whole: "ad accounts", create)
        routes.get("/api/media/accounts/{id}", .needs(.mediaRead)) { call in .json(try await account(try call.number(), call)) }
        routes.patch("/api/media/accounts/{id}", .needs(.mediaWrite), whole: "ad accounts", update)
        routes.post("/api/media/accounts/{id}/test", .needs(.mediaWrite), whole: "ad accounts", within: .seconds(60), test)
        routes.get("/api/media/accounts/{id}/mappings", .needs(.mediaRead), mappings)
        routes.post("/api/media/accounts/{id}/mappings", .needs(.mediaWrite), whole: "ad accounts", setMapping)
        routes.get("/api/media/accounts/{id}/readiness", .needs(.mediaRead), readiness)
        routes.get("/api/media/conversions", .needs(.mediaRead), conversions)
        routes.get("/api/media/conversions/{id}", .needs(.mediaRead)) { call in
            .json(try await conversion(try await visible(try call.number(), call), call))
        }
        routes.post("/api/media/conversions/replay", .needs(.mediaWrite), replay)
        routes.post("/api/media/conversions/{id}/cancel", .needs(.mediaWrite)) { call in
            let id = try await visible(try call.number(), call).id
            let done = try await call.services.rooms.feedback.cancel(id)
            try await call.audit("conversion.cancel", "conversion:\(id)")
            return .json(try await conversion(done, call))
        }
        routes.post("/api/media/conversions/{id}/resolve", .needs(.mediaWrite)) { call in
            let id = try await visible(try call.number(), call).id
            let outcome = try (try await call.fields("outcome")).needText("outcome")
            let done = try await call.services.rooms.feedback.resolve(id, outcome)
            try await call.audit("conversion.resolve", "conversion:\(id)", [("outcome", outcome)])
            return .json(try await conversion(done, call))
        }
        routes.get("/api/media/ledger", .needs(.mediaRead), ledger)
        routes.get("/api/media/settings", .needs(.mediaRead), settings)
        routes.patch("/api/media/settings", .needs(.mediaWrite), whole: "settings of ad accounts") { call in
            let body = try await call.fields("grossMarginPercent", "valueWindowDays")
            let old = try await call.services.rooms.feedback.settings()
            let margin = body.has("grossMarginPercent") ? body["grossMarginPercent"]?.double : old.margin
            try await call.services.rooms.feedback.setSettings(
                margin: margin, window: Int(try body.number("valueWindowDays") ?? Int64(old.window)))
            try await call.audit("media.settings", "media")
            return try await settings(call)
        }
        SpendRoutes.add(to: routes)
        QualityRoutes.add(to: routes)
    }

    private static func account(_ id: Int64, _ call: Call) async throws -> JSONValue {
        let desk = call.services.rooms.feedback
        let account = try await desk.account(id)
        return MediaJSON.account(
            account, hasToken: try await desk.hasToken(id), mapping: try await desk.mappings(of: id).first?.version ?? 0,
            try await desk.ledgers()[id] ?? FeedbackDesk.Ledger())
    }

    private static func accounts(_ call: Call) async throws -> Reply {
        var items: [JSONValue] = []
        for one in try await call.services.rooms.feedback.accounts() { items.append(try await account(one.id, call)) }
        return .list(items)
    }

    private static func change(_ body: Fields) throws(LianluError) -> FeedbackDesk.Change {
        var change = FeedbackDesk.Change()
        change.name = try body.text("name", most: 80)
        change.externalID = try body.text("externalId", most: 80)
        if var settings = body["settings"]?.object {
            if let id = settings["externalId"]?.plainText {
                change.externalID = id
                settings["externalId"] = nil
            }
            change.settings = settings
        }
        change.token = try body.text("token", most: 1000)
        change.isActive = try body.bool("active")
        change.sendsIdentifiers = try body.bool("sendIdentifiers")
        change.windowDays = try body.number("windowDays")
        change.holdMinutes = try body.number("holdMinutes")
        change.perMinute = try body.number("ratePerMinute")
        if body.has("origin") { change.origin = .some(try body.number("origin")) }
        return change
    }

    private static let accountFields = [
        "platform", "name", "externalId", "settings", "token", "origin", "active", "sendIdentifiers", "windowDays", "holdMinutes",
        "ratePerMinute",
    ]

    private static func create(_ call: Call) async throws -> Reply {
        let body = try Fields(try await call.json(), known: accountFields)
        let made = try await call.services.rooms.feedback.create(
            platform: try body.needText("platform"), try change(body), by: try call.principal.reference)
        try await call.audit("ad_account.create", "ad_account:\(made.id)", [("platform", made.platform), ("name", made.name)])
        return .json(try await account(made.id, call), status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try Fields(try await call.json(), known: accountFields)
        let change = try change(body)
        _ = try await call.services.rooms.feedback.update(id, change)
        try await call.audit(
            "ad_account.update", "ad_account:\(id)", [("fields", body.object.names.filter { $0 != "token" }.joined(separator: ","))])
        return .json(try await account(id, call))
    }

    private static func test(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let click = try (try await call.fields("clickId")).text("clickId", most: 200) ?? ""
        let (result, request, milliseconds) = try await call.services.rooms.feedback.test(id, clickID: click)
        try await call.audit("ad_account.test", "ad_account:\(id)")
        let (state, code): (String, String) =
            switch result {
            case .ok: ("ok", "")
            case .rejected(let code): ("rejected", code)
            case .later(_, let code): (code.hasPrefix("auth") ? "auth" : "retry", code)
            case .unknown(let text): ("unknown", text)
            }
        return .json([
            "ok": .bool(state == "ok"), "state": .string(state), "code": .string(code), "message": .string(code),
            "request": (try? JSONValue(parsing: request)) ?? .null, "milliseconds": .int(milliseconds),
        ])
    }

    private static func mappings(_ call: Call) async throws -> Reply {
        let all = try await call.services.rooms.feedback.mappings(of: try call.number())
        return .list(
            all.enumerated().map { place, mapping in
                [
                    "version": .int(mapping.version), "rows": .array(mapping.rows.map(MediaJSON.row)), "note": .string(mapping.note),
                    "createdAt": .time(mapping.createdAt), "createdBy": .string(mapping.createdBy), "inForce": .bool(place == 0),
                ]
            })
    }

    private static func setMapping(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("rows", "note")
        guard let list = body["rows"]?.array, list.count <= 50 else {
            throw LianluError(.badRequest, "rows is not a list of at most 50.", hint: "Send [{\"stage\",\"event\",\"unit\"}].")
        }
        var rows: [StageRow] = []
        for (index, json) in list.enumerated() {
            guard let stage = json["stage"]?.string.flatMap(Stage.init), let event = json["event"]?.string, !event.isEmpty,
                event.utf8.count <= 60
            else {
                throw LianluError(
                    .badRequest, "rows[\(index)] has no known stage or no event.",
                    hint: "Stages: \(Stage.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            let unit: StageRow.Unit = try json["unit"]?.string.map { text throws(LianluError) in try Call.choice(text, "unit") } ?? .none
            rows.append(StageRow(stage, event, unit: unit, once: json["once"]?.bool ?? false))
        }
        try await call.services.rooms.feedback.setMapping(
            id, rows, note: try body.text("note", most: 200) ?? "", by: try call.principal.reference)
        try await call.audit("ad_account.mapping", "ad_account:\(id)", [("rows", String(rows.count))])
        let newest = try await call.services.rooms.feedback.mappings(of: id)[0]
        return .json(
            [
                "version": .int(newest.version), "rows": .array(newest.rows.map(MediaJSON.row)), "note": .string(newest.note),
                "createdAt": .time(newest.createdAt), "createdBy": .string(newest.createdBy), "inForce": true,
            ], status: .created)
    }

    private static func readiness(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let found = try await call.services.rooms.feedback.readiness(id)
        let now = call.services.clock.now
        let ready = found.goals.last { $0.isReady }
        return .json([
            "account": .int(id), "days": .strings(found.days.map(\.description)), "clicks": .int(found.clicks),
            "clicksWithId": found.clicks == 0 ? .null : .double(Double(found.clicksWithID) / Double(found.clicks)),
            "recommended": .optional(ready?.stage.rawValue),
            "goals": .array(
                found.goals.map { goal in
                    let gap = goal.lastSentAt.map { now.since($0) > 86_400_000 } ?? false
                    return [
                        "stage": .string(goal.stage.rawValue), "event": .string(goal.event), "perDay": .array(goal.perDay.map { .int($0) }),
                        "total": .int(goal.total), "sent": .int(goal.sent), "medianDelayMinutes": .optional(goal.medianDelay),
                        "matchRate": goal.matchRate.map { .double($0) } ?? .null, "lastSentAt": .time(goal.lastSentAt), "gap": .bool(gap),
                        "ready": .bool(goal.isReady),
                        "why": MediaJSON.words(
                            "7 天 \(goal.total) 次，建议至少 20 次且中位延迟不超过 3 天。", "7 天 \(goal.total) 次，建議至少 20 次且中位延遲不超過 3 天。",
                            "\(goal.total) in 7 days; at least 20 with a median delay of at most 3 days are advised."),
                    ]
                }),
        ])
    }

    /// Those of customers within the caller's part of the organisation.
    private static func visible(_ conversions: [Conversion], _ call: Call) async throws -> [Conversion] {
        try await call.visible(conversions) { $0.leaf }
    }

    private static func visible(_ id: Int64, _ call: Call) async throws -> Conversion {
        guard let found = try await visible([try await call.services.rooms.feedback.conversion(id)], call).first else {
            throw missing(id)
        }
        return found
    }

    private static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no conversion \(id).", hint: "List the conversions to see which there are.")
    }

    private static func conversion(_ conversion: Conversion, _ call: Call) async throws -> JSONValue {
        let name = (try? await call.services.rooms.feedback.account(conversion.account).name) ?? ""
        let customer = conversion.leaf.rawValue == 0 ? nil : Int64(call.services.graph.canonical(of: conversion.leaf).rawValue)
        let names = try await CustomerNames.of([conversion.leaf], call)
        return MediaJSON.conversion(
            conversion, accountName: name, customer: customer, customerName: names[conversion.leaf], whole: true)
    }

    private static func conversions(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let desk = call.services.rooms.feedback
        let period = try await call.optionalPeriod()
        let found = try await desk.conversions(
            account: try call.filter("account"), states: try call.choices("state", Conversion.State.self),
            stage: try call.choice("stage", Stage.self), customer: try call.customerFilter(), from: period.from, to: period.to,
            limit: limit, before: try call.cursorNumber())
        let names = Dictionary(uniqueKeysWithValues: try await desk.accounts().map { ($0.id, $0.name) })
        let graph = call.services.graph
        let shown = try await visible(found, call)
        let customers = try await CustomerNames.of(shown.lazy.map(\.leaf), call)
        return .list(
            shown.map { one in
                MediaJSON.conversion(
                    one, accountName: names[one.account] ?? "",
                    customer: one.leaf.rawValue == 0 ? nil : Int64(graph.canonical(of: one.leaf).rawValue),
                    customerName: customers[one.leaf], whole: false)
            }, next: found.count == limit ? Cursor.make(found[found.count - 1].id) : nil)
    }

    private static func replay(_ call: Call) async throws -> Reply {
        let body = try await call.fields("account", "states", "from", "to", "ids", "dryRun")
        let zone = try await call.zone(named: nil)
        if try !call.principal.scope.isWhole {
            let ids = Set(try body.numbers("ids", most: 10_000))
            guard !ids.isEmpty else {
                throw LianluError(
                    .forbidden, "You see a part of the organisation; name the conversions in “ids”.",
                    hint: "All at once are sent again by somebody who sees the whole organisation.")
            }
            let shown = try await visible(try await call.services.rooms.feedback.conversions(ids), call)
            if let id = ids.subtracting(shown.map(\.id)).min() { throw missing(id) }
        }
        let result = try await call.services.rooms.feedback.replay(
            account: try body.number("account"),
            states: try body.texts("states").map { text throws(LianluError) in try Call.choice(text, "states") },
            ids: try body.numbers("ids", most: 10_000),
            from: try body.text("from").map { text throws(LianluError) in try Periods.start(text, zone) },
            to: try body.text("to").map { text throws(LianluError) in try Periods.end(text, zone) },
            dryRun: try body.bool("dryRun") ?? false)
        try await call.audit("conversion.replay", "media", [("queued", String(result.queued))])
        return .json(["matched": .int(result.matched), "queued": .int(result.queued)])
    }

    private static func ledger(_ call: Call) async throws -> Reply {
        var ledgers = try await call.services.rooms.feedback.ledgers()
        if let account = try call.filter("account") {
            _ = try await call.services.rooms.feedback.account(account)
            ledgers = ledgers.filter { $0.key == account }
        }
        var total = FeedbackDesk.Ledger()
        for one in ledgers.values {
            total.eligible += one.eligible
            total.states.merge(one.states, uniquingKeysWith: +)
            total.suppressedBy.merge(one.suppressedBy, uniquingKeysWith: +)
        }
        return .json([
            "holds": .bool(ledgers.values.allSatisfy(\.holds)), "total": MediaJSON.ledger(nil, total),
            "items": .array(ledgers.sorted { $0.key < $1.key }.map { MediaJSON.ledger($0.key, $0.value) }),
        ])
    }

    private static func settings(_ call: Call) async throws -> Reply {
        let found = try await call.services.rooms.feedback.settings()
        return .json(["grossMarginPercent": found.margin.map { .double($0) } ?? .null, "valueWindowDays": .int(found.window)])
    }
}

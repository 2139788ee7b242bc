import Feedback
import Organisation
import Touchpoint
import Vocabulary

/// 渠道质量 and the owner's first page.
enum QualityRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/quality/origins", .needs(.mediaRead), within: .seconds(60), origins)
        routes.get("/api/quality/overview", .needs(.overviewRead), within: .seconds(60), overview)
    }

    private struct Period {
        var from: Instant
        var to: Instant
        var zone: TimeZoneRules
    }

    private static func period(_ call: Call, days: Int) async throws -> Period {
        // Spend belongs to no part of the organisation, so neither do figures per spend.
        guard try call.principal.scope.isWhole else {
            throw LianluError(
                .forbidden, "These figures are of the whole brand; this account sees a part of it.",
                hint: "GET /api/overview has the figures of one's own part.")
        }
        let given = try await call.optionalPeriod()
        let now = call.services.clock.now
        let to = given.to ?? given.zone.startOfDay(given.zone.date(at: now).adding(days: 1))
        let from = given.from ?? given.zone.startOfDay(given.zone.date(at: to.adding(milliseconds: -1)).adding(days: 1 - days))
        guard from < to else { throw Periods.empty }
        return Period(from: from, to: to, zone: given.zone)
    }

    /// A row as it is answered; what cannot be known is null with a reason.
    private static func row(_ figures: OriginFigures, _ origin: Origin?, depth: Int, margin: Double?) -> JSONValue {
        let cost = figures.costFen
        func per(_ count: Int) -> JSONValue { cost.flatMap { count > 0 ? .int($0 / Int64(count)) : nil } ?? .null }
        let roas: Double? = cost.flatMap { $0 > 0 ? Double(figures.netRevenueFen) / Double($0) : nil }
        let roi: Double? = cost.flatMap { cost in
            margin.flatMap { margin in cost > 0 ? (Double(figures.netRevenueFen) * margin / 100 - Double(cost)) / Double(cost) : nil }
        }
        var missing: JSONObject = ["friends": "not_connected"]
        if cost == nil { for name in ["costFen", "cplFen", "cpValidLeadFen", "cacFen", "roas", "roi"] { missing[name] = "no_spend" } }
        if cost != nil, margin == nil { missing["roi"] = "no_margin" }
        if figures.leads == 0 { missing["cplFen"] = missing["cplFen"] ?? "no_leads" }
        if figures.validLeads == 0 { missing["cpValidLeadFen"] = missing["cpValidLeadFen"] ?? "no_leads" }
        if figures.firstOrders == 0 { missing["cacFen"] = missing["cacFen"] ?? "no_orders" }
        let sorted = figures.revenues.sorted()
        let spread: JSONValue =
            sorted.isEmpty
            ? .null
            : [
                "meanFen": .int(figures.netRevenueFen / Int64(sorted.count)), "p50Fen": .int(sorted[sorted.count / 2]),
                "p90Fen": .int(sorted[min(sorted.count - 1, sorted.count * 9 / 10)]),
            ]
        func share(_ k: Int, _ n: Int) -> JSONValue { Share(k, of: n)?.json ?? .null }
        return [
            "origin": .optional(origin?.id), "parent": .optional(origin?.parent), "depth": .int(depth), "name": .string(origin?.name ?? ""),
            "code": .string(origin?.code ?? ""), "platform": .string(origin?.platform ?? ""), "clicks": .int(figures.clicks),
            "customers": .int(figures.customers), "leads": .int(figures.leads),
            "validLeads": .int(figures.validLeads),
            "friends": .null, "firstOrders": .int(figures.firstOrders), "repurchases": .int(figures.repurchases),
            "netRevenueFen": .int(figures.netRevenueFen), "costFen": .optional(cost), "cplFen": per(figures.leads),
            "cpValidLeadFen": per(figures.validLeads), "cacFen": per(figures.firstOrders), "roas": roas.map { .double($0) } ?? .null,
            "roi": roi.map { .double($0) } ?? .null, "revenuePerCustomer": spread,
            "rates": [
                "lead": share(figures.leads, figures.customers), "valid": share(figures.validLeads, figures.leads),
                "firstOrder": share(figures.firstOrders, figures.customers), "repurchase": share(figures.repurchases, figures.firstOrders),
            ],
            "maturity": figures.customers > 0 ? .double(Double(figures.mature) / Double(figures.customers)) : .null,
            "small": .bool(figures.customers < 30), "unavailable": .object(missing),
        ]
    }

    private static func definitions(window: Int) -> JSONValue {
        [
            "customers": MediaJSON.words(
                "首次点击（或首次触点）落在所选时间内的客户，合并后的客户只计一次。", "首次點擊（或首次觸點）落在所選時間內的客戶，合併後的客戶只計一次。",
                "Customers whose first click (or first touch) fell into the period; merged ones count once."),
            "leads": MediaJSON.words("其中留资且质量正常的客户数。", "其中留資且質量正常的客戶數。", "Of them, those who left their contact."),
            "validLeads": MediaJSON.words(
                "其中进入“有效”及之后阶段的客户数。", "其中進入「有效」及之後階段的客戶數。", "Of them, those whose lead became qualified or further."),
            "firstOrders": MediaJSON.words(
                "首次接触后 \(window) 天内下过单的客户数。", "首次接觸後 \(window) 天內下過單的客戶數。",
                "Customers who ordered within \(window) days of their first moment."),
            "repurchases": MediaJSON.words("同一窗口内下过两单以上的客户数。", "同一窗口內下過兩單以上的客戶數。", "Customers with two orders or more within that window."),
            "netRevenueFen": MediaJSON.words(
                "\(window) 天内成交额减退款。", "\(window) 天內成交額減退款。", "Order totals less refunds within \(window) days."),
            "cac": MediaJSON.words("获客成本 = 投放消耗 ÷ 首单客户数。", "獲客成本 = 投放消耗 ÷ 首單客戶數。", "CAC = spend ÷ customers with a first order."),
            "roas": MediaJSON.words("广告产出比 = 净销售额 ÷ 投放消耗。", "廣告產出比 = 淨銷售額 ÷ 投放消耗。", "ROAS = net revenue ÷ spend."),
            "roi": MediaJSON.words(
                "投资回报率 =（净销售额 × 毛利率 − 投放消耗）÷ 投放消耗。", "投資回報率 =（淨銷售額 × 毛利率 − 投放消耗）÷ 投放消耗。",
                "ROI = (net revenue × gross margin − spend) ÷ spend."),
        ]
    }

    /// Figures of each origin with what lies below it, in the order of the tree; and those of nobody's.
    private static func rolled(_ figures: [Int64?: OriginFigures], _ origins: [Origin]) -> [(
        origin: Origin?, depth: Int, figures: OriginFigures
    )] {
        var rows: [(origin: Origin?, depth: Int, figures: OriginFigures)] = origins.map { origin in
            var sum = OriginFigures()
            for other in origins where other.path.hasPrefix(origin.path) { if let own = figures[other.id] { sum.add(own) } }
            return (origin, origin.path.split(separator: "/").count - 1, sum)
        }
        rows.removeAll { $0.origin?.isArchived == true && $0.figures == OriginFigures() }
        if let rest = figures[nil] { rows.append((nil, 0, rest)) }
        return rows
    }

    private static func origins(_ call: Call) async throws -> Reply {
        let period = try await period(call, days: 30)
        let desk = call.services.rooms.feedback
        let (margin, standard) = try await desk.settings()
        let window = try call.filter("window", upTo: 365).map { Int($0) } ?? standard
        let figures = try await desk.figures(from: period.from, to: period.to, window: window)
        let rows = rolled(figures, try await call.services.rooms.touchpoints.origins())
        let total = figures.values.reduce(into: OriginFigures()) { $0.add($1) }
        return .json([
            "from": .time(period.from), "to": .time(period.to), "timeZone": .string(period.zone.name), "windowDays": .int(window),
            "grossMarginPercent": margin.map { .double($0) } ?? .null,
            "items": .array(rows.map { row($0.figures, $0.origin, depth: $0.depth, margin: margin) }),
            "next": .null, "total": row(total, nil, depth: 0, margin: margin), "definitions": definitions(window: window),
            "asOf": .time(call.services.clock.now),
        ])
    }

    private static func overview(_ call: Call) async throws -> Reply {
        let period = try await period(call, days: 30)
        let desk = call.services.rooms.feedback
        let (margin, window) = try await desk.settings()
        let length = period.to.since(period.from)
        let before = Period(from: period.from.adding(milliseconds: -length), to: period.from, zone: period.zone)
        let now = call.services.clock.now
        let origins = try await call.services.rooms.touchpoints.origins()
        let figures = try await desk.figures(from: period.from, to: period.to, window: window)
        let total = figures.values.reduce(into: OriginFigures()) { $0.add($1) }
        let old = try await desk.figures(from: before.from, to: before.to, window: window).values.reduce(into: OriginFigures()) {
            $0.add($1)
        }
        let immature = total.mature < total.customers

        func change(_ value: Double?, _ previous: Double?) -> JSONValue {
            guard let value, let previous, previous != 0 else { return .null }
            return .double((value - previous) / abs(previous))
        }
        func step(
            _ key: String, _ value: Int64?, _ previous: Int64?, of: String? = nil, _ share: Share? = nil, _ oldShare: Share? = nil,
            missing: String? = nil, late: Bool = false
        )
            -> JSONValue
        {
            [
                "key": .string(key), "value": .optional(value), "previous": .optional(previous),
                "change": change(value.map(Double.init), previous.map(Double.init)),
                "rate": share?.json ?? .null, "previousRate": oldShare?.json ?? .null, "of": .optional(of),
                "unavailable": .optional(missing),
                "immature": .bool(late && immature),
            ]
        }
        let steps: [JSONValue] = [
            step("spend", total.costFen, old.costFen, missing: total.costFen == nil ? "no_spend" : nil),
            step("clicks", Int64(total.clicks), Int64(old.clicks)),
            step(
                "leads", Int64(total.leads), Int64(old.leads), of: "customers", Share(total.leads, of: total.customers),
                Share(old.leads, of: old.customers), late: true),
            step("friends", nil, nil, missing: "not_connected"),
            step(
                "firstOrders", Int64(total.firstOrders), Int64(old.firstOrders), of: "customers",
                Share(total.firstOrders, of: total.customers),
                Share(old.firstOrders, of: old.customers), late: true),
            step(
                "repurchases", Int64(total.repurchases), Int64(old.repurchases), of: "firstOrders",
                Share(total.repurchases, of: total.firstOrders),
                Share(old.repurchases, of: old.firstOrders), late: true),
        ]
        /// `inPoints`: a share changes by points, not by a share of itself (from 10 % to 20 % is +10 points).
        func money(_ value: Double?, _ previous: Double?, _ missing: String?, inPoints: Bool = false) -> JSONValue {
            var difference = change(value, previous)
            if inPoints, let value, let previous { difference = .double(value - previous) }
            return [
                "value": value.map { .double($0) } ?? .null, "previous": previous.map { .double($0) } ?? .null,
                "change": difference, "changeIn": inPoints ? "points" : "share",
                "unavailable": .optional(value == nil ? missing : nil), "immature": .bool(immature),
            ]
        }
        func per(_ figures: OriginFigures, _ count: Int) -> Double? {
            figures.costFen.flatMap { count > 0 ? Double($0) / Double(count) : nil }
        }
        func roas(_ figures: OriginFigures) -> Double? {
            figures.costFen.flatMap { $0 > 0 ? Double(figures.netRevenueFen) / Double($0) : nil }
        }
        func roi(_ figures: OriginFigures) -> Double? {
            guard let cost = figures.costFen, cost > 0, let margin else { return nil }
            return (Double(figures.netRevenueFen) * margin / 100 - Double(cost)) / Double(cost)
        }
        let leaves = rolled(figures, origins).filter { item in
            item.origin != nil && !origins.contains { $0.parent == item.origin?.id } && item.figures.customers > 0
        }
        // A rank of a handful of people says nothing: origins with fewer than 30 customers are not ranked.
        let ranked = leaves.filter { $0.figures.customers >= 30 }.sorted { $0.figures.netRevenueFen > $1.figures.netRevenueFen }
        let attention = try await desk.attention()
        let ledgersHold = try await desk.ledgers().values.allSatisfy(\.holds)
        let words: [(String, String, String, String, String)] = [
            ("account_problem", "个账户有问题", "個賬戶有問題", "accounts have a problem", "/channels"),
            ("sla_missed", "条线索超过响应时限", "條線索超過響應時限", "leads are past their response limit", "/leads"),
            ("leads_waiting", "条线索还没有人接", "條線索還沒有人接", "leads wait for somebody", "/leads"),
            ("feedback_unknown", "条回传结果未知", "條回傳結果未知", "conversions of unknown outcome", "/feedback"),
            ("feedback_rejected", "条回传在 24 小时内被拒", "條回傳在 24 小時內被拒", "conversions were refused within 24 hours", "/feedback"),
            ("delivery_failed", "条消息在 24 小时内失败或未知", "條消息在 24 小時內失敗或未知", "messages failed or are unknown within 24 hours", "/messages"),
            ("reaction_failed", "个事件未能处理", "個事件未能處理", "events could not be acted on", "/ledger"),
        ]
        var alarms: [JSONValue] = words.compactMap { key, hans, hant, en, link in
            guard let count = attention[key], count > 0 else { return nil }
            return [
                "key": .string(key), "count": .int(count),
                "text": MediaJSON.words("\(count) \(hans)", "\(count) \(hant)", "\(count) \(en)"), "link": .string(link),
            ]
        }
        if !ledgersHold {
            alarms.append([
                "key": "ledger_broken", "count": 1, "text": MediaJSON.words("回传台账对不上", "回傳台賬對不上", "The feedback ledger does not add up"),
                "link": "/feedback",
            ])
        }
        let tasks: [JSONValue] = [
            ("open_leads", "/leads"), ("unanswered_leads", "/leads"), ("approvals", "/journeys"), ("conflicts", "/conflicts"),
            ("unknown_conversions", "/feedback"),
        ].compactMap { key, link in
            guard let count = attention[key], count > 0 else { return nil }
            return ["key": .string(key), "count": .int(count), "link": .string(link)]
        }
        return .json([
            "from": .time(period.from), "to": .time(period.to), "previousFrom": .time(before.from), "previousTo": .time(before.to),
            "timeZone": .string(period.zone.name), "incomplete": .bool(period.to > now), "steps": .array(steps),
            "money": [
                "netRevenueFen": money(Double(total.netRevenueFen), Double(old.netRevenueFen), nil),
                "cacFen": money(per(total, total.firstOrders), per(old, old.firstOrders), total.costFen == nil ? "no_spend" : "no_orders"),
                "cplFen": money(per(total, total.leads), per(old, old.leads), total.costFen == nil ? "no_spend" : "no_leads"),
                "roas": money(roas(total), roas(old), "no_spend"),
                "roi": money(roi(total), roi(old), margin == nil ? "no_margin" : "no_spend", inPoints: true),
            ],
            "top": .array(ranked.prefix(3).map { row($0.figures, $0.origin, depth: 0, margin: margin) }),
            "bottom": .array(
                ranked.count > 3
                    ? ranked.suffix(min(3, ranked.count - 3)).reversed().map { row($0.figures, $0.origin, depth: 0, margin: margin) } : []),
            "alarms": .array(alarms), "tasks": .array(tasks), "definitions": definitions(window: window), "asOf": .time(now),
        ])
    }
}

import Identify
import Profile
import Storage
import Touchpoint
public import Vocabulary

extension FeedbackDesk {
    /// Figures per origin of customers whose first click or touch fell into a period; nil stands for customers of no known origin. Orders count within
    /// `window` days of that first moment. Reads the operational store only.
    public func figures(from: Instant, to: Instant, window: Int) async throws -> [Int64?: OriginFigures] {
        let (graph, now, zone) = (base.graph, base.clock.now, base.zone())
        let span = Int64(window) * 86_400_000
        return try await base.store.read { tx in
            let resolver = try OriginResolver(in: tx)
            var figures: [Int64?: OriginFigures] = [:]
            // 1. The first moment of each customer, and its origin: a click where there is one, else the first touch.
            var first: [UInt32: (time: Int64, origin: Int64?)] = [:]
            _ = try tx.query("SELECT leaf, time, origin FROM click WHERE leaf > 0 ORDER BY time", []) { row in
                let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue
                if first[customer] == nil { first[customer] = (row.integer(1), row.optionalInteger(2)) }
                if row.integer(1) >= from.milliseconds, row.integer(1) < to.milliseconds {
                    figures[row.optionalInteger(2), default: OriginFigures()].clicks += 1
                }
            }
            _ = try tx.query(
                "SELECT leaf, first_seen, first_touch FROM leaf_state WHERE first_seen < $1", [.integer(to.milliseconds)]
            ) { row in
                let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue
                let touch = row.optionalText(2).flatMap { try? JSONValue(parsing: $0) }
                let origin = touch.flatMap {
                    resolver.origin(
                        named: $0["origin"]?.string, campaign: $0["utmCampaign"]?.string, source: $0["utmSource"]?.string,
                        platform: $0["clickPlatform"]?.string, referrer: $0["referrer"]?.string)
                }
                let time = row.integer(1)
                if let known = first[customer] {
                    // Somebody may have been there before the click that is known.
                    if time < known.time || known.origin == nil { first[customer] = (min(time, known.time), origin ?? known.origin) }
                } else {
                    first[customer] = (time, origin)
                }
            }
            let cohort = first.filter { $0.value.time >= from.milliseconds && $0.value.time < to.milliseconds }
            for (_, moment) in cohort {
                figures[moment.origin, default: OriginFigures()].customers += 1
                if now.milliseconds - moment.time >= span { figures[moment.origin, default: OriginFigures()].mature += 1 }
            }
            // 2. Leads.
            var seen: Set<UInt32> = []
            var valid: Set<UInt32> = []
            _ = try tx.query("SELECT leaf, state, quality FROM lead WHERE leaf > 0", []) { row in
                let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue
                guard let moment = cohort[customer], row.text(2) == "ok" else { return }
                if seen.insert(customer).inserted { figures[moment.origin, default: OriginFigures()].leads += 1 }
                if ["qualified", "opportunity", "won"].contains(row.text(1)), valid.insert(customer).inserted {
                    figures[moment.origin, default: OriginFigures()].validLeads += 1
                }
            }
            // 3. Orders within the window.
            var orders: [UInt32: (count: Int, net: Int64)] = [:]
            _ = try tx.query(
                "SELECT leaf, placed_at, total_fen, refunded_fen FROM purchase WHERE status <> 'cancelled' AND placed_at >= $1",
                [.integer(from.milliseconds)]
            ) { row in
                let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue
                guard let moment = cohort[customer], row.integer(1) >= moment.time - 60_000, row.integer(1) < moment.time + span else {
                    return
                }
                let old = orders[customer] ?? (0, 0)
                orders[customer] = (old.count + 1, old.net + row.integer(2) - row.integer(3))
            }
            for (customer, bought) in orders {
                let origin = cohort[customer]!.origin
                figures[origin, default: OriginFigures()].firstOrders += 1
                if bought.count > 1 { figures[origin, default: OriginFigures()].repurchases += 1 }
                figures[origin, default: OriginFigures()].netRevenueFen += bought.net
                figures[origin, default: OriginFigures()].revenues.append(bought.net)
            }
            // 4. Spend, accounted by click, of the days that the period has in the deployment's zone. A row's day is the platform's (GMT+8): in another zone
            // the edges of the period are off by the difference.
            let days = (zone.date(at: from).description, zone.date(at: to.adding(milliseconds: -1)).description)
            _ = try tx.query(
                "SELECT origin, sum(cost_fen) FROM ad_spend WHERE day >= $1 AND day <= $2 AND accounting = 'click_time' GROUP BY origin",
                [.text(days.0), .text(days.1)]
            ) { row in
                let origin = row.optionalInteger(0)
                figures[origin, default: OriginFigures()].costFen = (figures[origin]?.costFen ?? 0) + row.integer(1)
            }
            return figures
        }
    }

    /// What needs somebody: open leads, approvals, conflicts, failures. Counts by key.
    public func attention() async throws -> [String: Int] {
        let now = base.clock.now
        return try await base.store.read { tx in
            func count(_ sql: String, _ values: [SQLValue] = []) throws -> Int { try tx.first(sql, values) { Int($0.integer(0)) } ?? 0 }
            let day = now.adding(milliseconds: -86_400_000).milliseconds
            return [
                "open_leads": try count("SELECT count(*) FROM lead WHERE state IN ('assigned', 'contacted', 'qualified', 'opportunity')"),
                "unanswered_leads": try count("SELECT count(*) FROM lead WHERE state = 'assigned' AND replied_at IS NULL"),
                "approvals": try count("SELECT count(*) FROM journey WHERE pending > 0"),
                "conflicts": try count("SELECT count(*) FROM identity_conflict WHERE status = 'open'"),
                "unknown_conversions": try count("SELECT count(*) FROM conversion_out WHERE state = 'unknown'"),
                "feedback_unknown": try count("SELECT count(*) FROM conversion_out WHERE state = 'unknown'"),
                "feedback_rejected": try count(
                    "SELECT count(*) FROM conversion_out WHERE state = 'rejected' AND updated_at > $1", [.integer(day)]),
                "account_problem": try count("SELECT count(*) FROM ad_account WHERE problem <> '' AND active = 1")
                    + count("SELECT count(*) FROM channel_account WHERE failure <> '' AND active = 1"),
                "sla_missed": try count(
                    "SELECT count(*) FROM lead WHERE state = 'assigned' AND replied_at IS NULL AND due_at < $1",
                    [.integer(now.milliseconds)]),
                "leads_waiting": try count("SELECT count(*) FROM lead WHERE waiting <> '' AND state = 'new'"),
                "delivery_failed": try count(
                    "SELECT count(*) FROM message WHERE state IN ('failed', 'unknown') AND updated_at > $1", [.integer(day)]),
                "reaction_failed": try count("SELECT count(*) FROM reaction_failure WHERE at > $1", [.integer(day)]),
            ]
        }
    }

    /// How ready an account is for its goals: the last seven platform days.
    public struct Readiness: Sendable {
        /// One stage of the mapping.
        public struct Goal: Sendable {
            /// The stage.
            public var stage: Stage
            /// What it is called there.
            public var event: String
            /// Stage events by day.
            public var perDay = Array(repeating: 0, count: 7)
            /// Of them, those the platform took.
            public var sent = 0
            /// Median time between click and stage, in minutes.
            public var medianDelay: Int64?
            /// When one was last taken.
            public var lastSentAt: Instant?
            var delays: [Int64] = []
            var matched = 0
            /// All of the seven days.
            public var total: Int { perDay.reduce(0, +) }
            /// Share with a click within the window.
            public var matchRate: Double? { total == 0 ? nil : Double(matched) / Double(total) }
            /// At least 20 events and a median delay of at most three days (§B3).
            public var isReady: Bool { total >= 20 && (medianDelay ?? .max) <= 3 * 1440 }
        }

        /// The days.
        public var days: [CivilDate]
        /// Clicks of the platform in these days: those with its click id, and those of links whose origin is on it.
        public var clicks: Int
        /// Of them, those that carry a click id.
        public var clicksWithID: Int
        /// The stages of the mapping.
        public var goals: [Goal]
    }

    /// Reads readiness. Throws `not_found`.
    public func readiness(_ id: Int64) async throws -> Readiness {
        let account = try await account(id)
        let rows = try await mappings(of: id).first?.rows ?? []
        let zone = try TimeZoneRules.named("Asia/Shanghai")
        let today = zone.date(at: base.clock.now)
        let days = (0..<7).map { today.adding(days: $0 - 6) }
        let since = zone.startOfDay(days[0])
        return try await base.store.read { tx in
            var goals = rows.map { Readiness.Goal(stage: $0.stage, event: $0.event) }
            _ = try tx.query(
                "SELECT \(Conversion.columns) FROM conversion_out WHERE account = $1 AND created_at >= $2",
                [.integer(id), .integer(since.milliseconds)]
            ) { row in
                let conversion = Conversion(row)
                guard let place = goals.firstIndex(where: { $0.event == conversion.event }) else { return }
                if let day = days.firstIndex(of: zone.date(at: conversion.occurredAt)) { goals[place].perDay[day] += 1 }
                if !conversion.clickID.isEmpty { goals[place].matched += 1 }
                if conversion.state == .ok {
                    goals[place].sent += 1
                    goals[place].lastSentAt = max(
                        goals[place].lastSentAt ?? Instant(milliseconds: 0), conversion.sentAt ?? conversion.updatedAt)
                }
                if let click = conversion.clickAt { goals[place].delays.append(max(0, conversion.occurredAt.since(click)) / 60_000) }
            }
            for place in goals.indices where !goals[place].delays.isEmpty {
                goals[place].medianDelay = goals[place].delays.sorted()[goals[place].delays.count / 2]
            }
            let clicks =
                try tx.first(
                    "SELECT count(*), coalesce(sum(CASE WHEN click_id <> '' THEN 1 ELSE 0 END), 0) FROM click WHERE time >= $1 AND (platform = $2 OR (platform = '' AND origin IN (SELECT id FROM origin WHERE platform = $3)))",
                    [.integer(since.milliseconds), .text(account.platform), .text(account.platform)]
                ) { (Int($0.integer(0)), Int($0.integer(1))) } ?? (0, 0)
            return Readiness(days: days, clicks: clicks.0, clicksWithID: clicks.1, goals: goals)
        }
    }

    /// Conversions, newest first.
    public func conversions(
        account: Int64?, states: [Conversion.State], stage: Stage?, customer: LeafNumber?, from: Instant? = nil, to: Instant? = nil,
        limit: Int,
        before: Int64?
    ) async throws -> [Conversion] {
        let leaves = customer.map { base.graph.leaves(of: $0) }
        return try await base.store.read { tx in
            var sql = "SELECT \(Conversion.columns) FROM conversion_out WHERE id < $1"
            var values: [SQLValue] = [.integer(before ?? .max)]
            if let account { sql += " AND account = \(account)" }
            if let stage {
                values.append(.text(stage.rawValue))
                sql += " AND stage = $\(values.count)"
            }
            if !states.isEmpty { sql += " AND state IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))" }
            if let leaves { sql += " AND leaf IN (\(leaves.map { String($0.rawValue) }.joined(separator: ", ")))" }
            if let from { sql += " AND occurred_at >= \(from.milliseconds)" }
            if let to { sql += " AND occurred_at < \(to.milliseconds)" }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))", values, Conversion.init)
        }
    }

    /// Conversions by number. Throws `not_found` unless there are all.
    public func conversions(_ ids: Set<Int64>) async throws -> [Conversion] {
        let found = try await base.store.read { tx in try Conversion.find(ids, in: tx) }
        guard let missing = ids.subtracting(found.map(\.id)).min() else { return found }
        throw Self.missing("conversion", missing)
    }

    /// One conversion. Throws `not_found`.
    public func conversion(_ id: Int64) async throws -> Conversion {
        guard let found = try await base.store.read({ tx in try Conversion.find(id, in: tx) }) else { throw Self.missing("conversion", id) }
        return found
    }
}

import Identify
public import Profile
public import Storage
import Touchpoint
public import Vocabulary

/// Turns what customers reached into conversions: in the reactor's transaction, once for each account, stage event and platform event.
public struct FeedbackReaction: Reaction {
    public let name = "feedback"
    private let desk: FeedbackDesk
    private let orders: OrderMapping

    /// A reaction for that desk.
    public init(_ desk: FeedbackDesk, orders: OrderMapping = .standard) {
        self.desk = desk
        self.orders = orders
    }

    public func wants(_ event: IncomingEvent) -> Bool {
        if event.source == desk.base.outcomes.source { return event.name == "$form_submitted" || event.name == "$lead_stage_changed" }
        switch orders.actions[event.name] {
        // Public browser keys may claim any order: only what a server key tells is told on.
        case .place, .pay, .complete, .refund: return event.trust == .trusted
        default: return false
        }
    }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        let accounts = try AdAccount.all(in: tx).filter(\.isActive)
        guard !accounts.isEmpty else { return }
        for item in events {
            guard let told = read(item) else { continue }
            for account in accounts { try desk.take(told.stage, told.key, told.amount, item, account, in: tx) }
        }
    }

    private func read(_ item: ResolvedEvent) -> (stage: Stage, key: String, amount: Int64?)? {
        guard let properties = try? JSONValue(parsing: item.event.properties) else { return nil }
        if item.event.name == "$form_submitted" {
            return properties["quality"]?.string == "ok" ? (.formSubmitted, "form:\(item.ordinal)", nil) : nil
        }
        if item.event.name == "$lead_stage_changed" {
            let stages: [String: Stage] = [
                "contacted": .leadContacted, "qualified": .leadQualified, "opportunity": .leadOpportunity, "won": .leadWon,
                "invalid": .leadInvalid,
            ]
            guard let stage = properties["to"]?.string.flatMap({ stages[$0] }), let lead = properties["lead"]?.int else { return nil }
            return (stage, "lead:\(lead):\(stage.rawValue)", properties["valueFen"]?.int)
        }
        let stage: Stage
        switch orders.actions[item.event.name] {
        case .place: stage = .orderPlaced
        case .pay, .complete: stage = .orderPaid
        case .refund: stage = .orderRefunded
        default: return nil
        }
        let id = ["order_id", "orderId", "order_no", "order_sn", "trade_no"].lazy.compactMap { properties[$0]?.plainText }.first
        guard let id, !id.isEmpty else { return nil }
        let amount =
            item.event.facts.amountFen
            ?? ["total", "order_total", "revenue", "value", "amount"].lazy.compactMap { properties[$0]?.plainText }
            .compactMap { Money(yuan: $0)?.fen }.first
        return (stage, "order:\(properties["shop_id"]?.plainText ?? "")/\(id):\(stage.rawValue)", amount)
    }
}

extension FeedbackDesk {
    /// Takes a stage event in for one account: consent, click, hold, queue (§B4). Every eligible event gets a row, also the ones that are not sent.
    func take(_ stage: Stage, _ key: String, _ amount: Int64?, _ item: ResolvedEvent, _ account: AdAccount, in tx: any SQLTransaction)
        throws
    {
        let mapping = try tx.first(
            "SELECT version, mapping_rows FROM stage_mapping WHERE account = $1 ORDER BY version DESC LIMIT 1", [.integer(account.id)]
        ) { ($0.integer(0), $0.text(1)) }
        guard let mapping, let row = Self.rows(mapping.1).first(where: { $0.stage == stage }) else { return }
        let known = try tx.first(
            "SELECT id FROM conversion_out WHERE account = $1 AND stage_event = $2 AND event = $3",
            [.integer(account.id), .text(key), .text(row.event)]
        ) { $0.integer(0) }
        guard known == nil else { return }
        let now = base.clock.now
        let leaves = base.graph.leaves(of: item.leaf)
        // Only customers who came from this platform concern it: the click of the event itself, else the last one within the window.
        let since = item.event.time.adding(milliseconds: -account.windowDays * 86_400_000)
        var clicks = try Click.of(leaves, since: Instant(milliseconds: 0), in: tx).filter {
            $0.platform == account.platform && !$0.clickID.isEmpty && $0.time <= item.event.time.adding(milliseconds: 300_000)
        }
        if let origin = account.origin, let path = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(origin)], { $0.text(0) })
        {
            // Clicks elsewhere belong to another account of the same platform.
            clicks = try clicks.filter { click in
                try click.origin.flatMap { id in try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(id)]) { $0.text(0) } }?
                    .hasPrefix(path) == true
            }
        }
        let own = clicks.first { $0.clickID == item.event.facts.clickID }
        let click = own ?? clicks.first { $0.time >= since }
        let match: Conversion.Match = own != nil ? .exact : click != nil ? .lastPaid : .nothing
        var reason = ""
        if click == nil {
            guard !clicks.isEmpty else { return }  // Not a customer of this platform: not eligible.
            reason = "out_of_window"
        } else if row.isOnce {
            var earlier = false
            try tx.queryMany(
                "SELECT 1 FROM conversion_out WHERE leaf = $1 AND account = $2 AND event = $3 AND state IN ('held', 'queued', 'sending', 'unknown', 'ok')",
                leaves.map { [SQLValue($0.rawValue), .integer(account.id), .text(row.event)] }
            ) { _, _ in earlier = true }
            if earlier { reason = "not_first" }
        }
        let hold = stage.isByHand ? account.holdMinutes * 60_000 : 0
        let state: Conversion.State = reason.isEmpty ? (hold > 0 ? .held : .queued) : .suppressed
        let id = try tx.take(from: "conversion_out")
        try tx.execute(
            "INSERT INTO conversion_out(id, leaf, account, platform, stage, event, stage_event, occurred_at, due_at, state, reason, click_id, click_at, amount_fen, attempts, mapping_version, unit, request, response, created_at, updated_at, matched) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16, '', '', $17, $18, $19)",
            [
                .integer(id), SQLValue(item.leaf.rawValue), .integer(account.id), .text(account.platform), .text(stage.rawValue),
                .text(row.event), .text(key),
                .integer(item.event.time.milliseconds), .integer(now.adding(milliseconds: hold).milliseconds), .text(state.rawValue),
                .text(reason),
                .text(click?.clickID ?? ""), SQLValue(click?.time.milliseconds), SQLValue(amount), .integer(mapping.0),
                .text(row.unit.rawValue),
                .integer(now.milliseconds), .integer(now.milliseconds), .text(match.rawValue),
            ])
        try tx.execute("UPDATE ad_account SET eligible = eligible + 1 WHERE id = $1", [.integer(account.id)])
        guard let conversion = try Conversion.find(id, in: tx) else { return }
        if state == .suppressed { return try tell(conversion, in: tx) }
        try queue(conversion, due: hold > 0 ? conversion.dueAt : nil, in: tx)
    }

    func queue(_ conversion: Conversion, due: Instant?, in tx: any SQLTransaction) throws {
        _ = try base.jobs.add(
            NewJob(
                queue: "ads.\(conversion.account)", kind: Self.sendJob, payload: "{\"conversion\":\(conversion.id)}",
                uniqueKey: "conversion/\(conversion.id)", due: due, maxAttempts: 100_000), in: tx)
    }

    func tell(_ conversion: Conversion, in tx: any SQLTransaction) throws {
        try base.outcomes.record(
            "$conversion_reported", leaf: conversion.leaf,
            properties: [
                "platform": .string(conversion.platform), "account": .int(conversion.account), "event": .string(conversion.event),
                "stage": .string(conversion.stage.rawValue), "state": .string(conversion.state.rawValue),
                "reason": .string(conversion.reason),
                "conversion": .int(conversion.id),
            ], in: tx)
    }
}

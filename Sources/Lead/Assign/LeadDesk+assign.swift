import Identify
import Profile
import Storage
import Vocabulary

extension LeadDesk {
    /// Gives a lead that has no owner to somebody, or says why nobody has it. Changes and saves the lead.
    func assign(_ lead: inout Lead, cause: String, in tx: any SQLTransaction) throws {
        let now = base.clock.now
        lead.updatedAt = now
        let people = try Salesperson.all(in: tx)
        let policy = try AssignPolicy.all(in: tx).first { $0.isActive && $0.fits(lead) }
        lead.policy = policy?.id
        let candidates = try candidates(for: lead, policy, people, in: tx)

        // 1. Whoever knew this customer already.
        if let known = try formerOwner(of: lead, in: tx), let place = candidates.firstIndex(where: { $0.id == known }),
            candidates[place].isFree
        {
            return try give(lead: &lead, candidates, place, mode: "sticky", policy, relaxed: [], cause: cause, by: "system", in: tx)
        }
        if let known = try formerOwner(of: lead, in: tx), let cover = try cover(for: known, in: tx),
            let place = candidates.firstIndex(where: { $0.id == cover }), candidates[place].isFree
        {
            return try give(lead: &lead, candidates, place, mode: "cover", policy, relaxed: [], cause: cause, by: "system", in: tx)
        }
        guard let policy else { return try wait(&lead, "no_policy", in: tx) }
        switch policy.mode {
        case .manual: return try wait(&lead, "manual", in: tx)
        case .claim: return try pool(&lead, policy.pool, reason: "policy", by: "system", in: tx)
        case .roundRobin, .balanced: break
        }
        // 2. Those who are free; filters are given up in a fixed order when nobody is.
        var tried = candidates
        var relaxed: [String] = []
        if let choice = Chooser.choose(policy.mode, tried) { return try give(&lead, tried, choice, policy, relaxed, cause, in: tx) }
        for filter in ["PRESENCE", "TERRITORY"] {
            relaxed.append(filter)
            tried = tried.map { candidate in
                var candidate = candidate
                // Who is not at the desk may still be told.
                let reachable = people.first { $0.id == candidate.id }.map { !$0.channels.isEmpty } ?? false
                if filter != "PRESENCE" || reachable { candidate.blocked.removeAll { $0 == filter } }
                return candidate
            }
            if let choice = Chooser.choose(policy.mode, tried) { return try give(&lead, tried, choice, policy, relaxed, cause, in: tx) }
        }
        try wait(&lead, people.contains(where: \.isActive) ? "nobody_available" : "no_salespeople", in: tx)
    }

    private func give(
        _ lead: inout Lead, _ candidates: [Candidate], _ choice: (chosen: Int, turns: [Int64]), _ policy: AssignPolicy, _ relaxed: [String],
        _ cause: String, in tx: any SQLTransaction
    ) throws {
        if policy.mode == .roundRobin {
            _ = try tx.executeMany(
                "UPDATE salesperson SET turn = $1 WHERE id = $2",
                candidates.indices.filter { candidates[$0].isFree }.map { [.integer(choice.turns[$0]), .integer(candidates[$0].id)] })
        }
        try give(
            lead: &lead, candidates, choice.chosen, mode: policy.mode.rawValue, policy, relaxed: relaxed, cause: cause, by: "system", in: tx
        )
    }

    /// Makes somebody the owner: assignment with its reason, response limit, outcome, notification.
    func give(
        lead: inout Lead, _ all: [Candidate], _ place: Int, mode: String, _ policy: AssignPolicy?, relaxed: [String], cause: String,
        by actor: String, in tx: any SQLTransaction
    ) throws {
        let now = base.clock.now
        var candidates = all
        candidates[place].probability = 1
        let winner = candidates[place]
        let isFirst = lead.attempts == 0
        try endAssignment(of: lead, reason: cause, in: tx)
        lead.owner = winner.id
        lead.pool = nil
        lead.waiting = ""
        lead.state = .assigned
        lead.attempts += 1
        lead.assignedAt = now
        lead.repliedAt = nil
        lead.step = 0
        lead.updatedAt = now
        let person = try tx.first("SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1", [.integer(winner.id)], Salesperson.init)
        let minutes = Int(policy?.slaMinutes ?? 30)
        let calendar = try calendar(person?.calendar, in: tx)
        let half = try calendar.adding(minutes: max(minutes / 2, 1), to: now)
        lead.dueAt = try calendar.adding(minutes: minutes, to: now)
        try lead.save(in: tx)
        let explanation = Explanation(
            mode: mode, policy: policy?.id, policyVersion: policy?.version ?? 0, candidates: candidates, relaxed: relaxed, winner: winner.id
        )
        try tx.execute(
            "INSERT INTO assignment(id, lead, attempt, salesperson, at, mode, cause, explanation, ended_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')",
            [
                .integer(try tx.take(from: "assignment")), .integer(lead.id), .integer(lead.attempts), .integer(winner.id),
                .integer(now.milliseconds), .text(mode), .text(cause), .text(explanation.json.text),
            ])
        try tx.execute(
            "UPDATE salesperson SET leads = leads + 1, last_assigned_at = $1 WHERE id = $2",
            [.integer(now.milliseconds), .integer(winner.id)])
        let due = [half, lead.dueAt, try calendar.adding(minutes: minutes * 2, to: now)]
        for (index, moment) in due.enumerated() {
            guard let moment else { continue }
            _ = try base.jobs.add(
                NewJob(
                    queue: "leads", kind: Self.slaJob, payload: "{\"lead\":\(lead.id),\"attempt\":\(lead.attempts),\"step\":\(index + 1)}",
                    due: moment),
                in: tx)
        }
        try note(
            isFirst ? "assigned" : "reassigned", lead, by: actor,
            ["salesperson": .int(winner.id), "mode": .string(mode), "cause": .string(cause)], in: tx)
        var told: JSONObject = [
            "lead": .int(lead.id), "salesperson": .int(winner.id), "salespersonName": .string(winner.name), "attempt": .int(lead.attempts),
            "reason": .string(cause),
        ]
        for part in explanation.parts { told[part.name] = part.value }
        try base.outcomes.record(isFirst ? "$lead_assigned" : "$lead_reassigned", leaf: lead.leaf, properties: told, in: tx)
        tell(isFirst ? "assigned" : "reassigned", lead, in: tx)
        if let person {
            try notify(person, "lead_assigned", lead, title: "新线索，请尽快联系", text: explanation.text, key: "assigned/\(lead.attempts)", in: tx)
        }
    }

    func endAssignment(of lead: Lead, reason: String, in tx: any SQLTransaction) throws {
        try tx.execute(
            "UPDATE assignment SET ended_at = $1, ended_reason = $2 WHERE lead = $3 AND ended_at IS NULL",
            [.integer(base.clock.now.milliseconds), .text(reason), .integer(lead.id)])
    }

    /// Nobody gets it now: the lead waits and the reason is kept; a drain looks again.
    private func wait(_ lead: inout Lead, _ reason: String, in tx: any SQLTransaction) throws {
        let changed = lead.waiting != reason || lead.state != .new
        try endAssignment(of: lead, reason: reason, in: tx)
        lead.state = .new
        lead.owner = nil
        lead.waiting = reason
        lead.dueAt = nil
        try lead.save(in: tx)
        if changed {
            try note("waiting", lead, by: "system", ["reason": .string(reason)], in: tx)
            tell("waiting", lead, in: tx)
        }
    }

    /// Puts a lead into a pool: the policy's, else the first there is, else the waiting queue.
    func pool(_ lead: inout Lead, _ wanted: Int64?, reason: String, by actor: String, in tx: any SQLTransaction) throws {
        guard let pool = try wanted ?? tx.first("SELECT id FROM lead_pool ORDER BY id LIMIT 1", [], { $0.integer(0) }) else {
            return try wait(&lead, "no_pool", in: tx)
        }
        try endAssignment(of: lead, reason: reason, in: tx)
        lead.state = .pooled
        lead.owner = nil
        lead.pool = pool
        lead.waiting = ""
        lead.dueAt = nil
        lead.updatedAt = base.clock.now
        try lead.save(in: tx)
        try note("pooled", lead, by: actor, ["pool": .int(pool), "reason": .string(reason)], in: tx)
        try base.outcomes.record(
            "$lead_pooled", leaf: lead.leaf, properties: ["lead": .int(lead.id), "pool": .int(pool), "reason": .string(reason)], in: tx)
        tell("pooled", lead, in: tx)
    }

    func notify(_ person: Salesperson, _ event: String, _ lead: Lead, title: String, text: String, key: String, in tx: any SQLTransaction)
        throws
    {
        guard !person.channels.isEmpty else { return }
        let about = [lead.product, lead.region].filter { !$0.isEmpty }.joined(separator: " · ")
        try base.jobs.ask(
            NotifyStaff(
                key: "lead:\(lead.id)/\(key)", event: event, channels: person.channels, phone: person.phone, email: person.email,
                title: title,
                text: (about.isEmpty ? "" : about + "。") + text, path: "/leads/\(lead.id)"), in: tx)
    }

    /// Everybody, with what stands in their way for this lead.
    func candidates(for lead: Lead, _ policy: AssignPolicy?, _ people: [Salesperson], in tx: any SQLTransaction) throws -> [Candidate] {
        let now = base.clock.now
        var loads: [Int64: Int64] = [:]
        _ = try tx.query(
            "SELECT owner, count(*) FROM lead WHERE owner IS NOT NULL AND state IN ('assigned', 'contacted', 'qualified', 'opportunity') GROUP BY owner",
            []
        ) { loads[$0.integer(0)] = $0.integer(1) }
        let zone = base.zone()
        let today = zone.startOfDay(zone.date(at: now))
        var todays: [Int64: Int64] = [:]
        if people.contains(where: { $0.dailyCap > 0 }) {
            _ = try tx.query(
                "SELECT salesperson, count(*) FROM assignment WHERE at >= $1 GROUP BY salesperson", [.integer(today.milliseconds)]
            ) {
                todays[$0.integer(0)] = $0.integer(1)
            }
        }
        let leaves = Set(
            try tx.query(
                "SELECT salesperson FROM sales_leave WHERE starts_at <= $1 AND ends_at > $2",
                [.integer(now.milliseconds), .integer(now.milliseconds)]
            ) {
                $0.integer(0)
            })
        let missed = Set(
            try tx.query("SELECT salesperson FROM assignment WHERE lead = $1 AND ended_at IS NOT NULL", [.integer(lead.id)]) {
                $0.integer(0)
            })
        var paths: [Int64: String] = [:]
        var wanted: [String] = []
        if let nodes = policy?.nodes, !nodes.isEmpty {
            _ = try tx.query("SELECT id, path FROM organisation_node", []) { paths[$0.integer(0)] = $0.text(1) }
            wanted = nodes.compactMap { paths[$0] }
        }
        var calendars: [Int64: Bool] = [:]
        return try people.map { person in
            var blocked: [String] = []
            if !person.isActive { blocked.append("ACTIVE") }
            if !person.products.isEmpty, !lead.product.isEmpty, !person.products.contains(lead.product) { blocked.append("SKILL") }
            let inNodes =
                wanted.isEmpty || (person.node.flatMap { paths[$0] }.map { path in wanted.contains { path.hasPrefix($0) } } ?? false)
            let inRegion = person.regions.isEmpty || lead.region.isEmpty || person.regions.contains(lead.region)
            if !inNodes || !inRegion { blocked.append("TERRITORY") }
            if let id = person.calendar {
                let open = try calendars[id] ?? calendar(id, in: tx).isOpen(at: now)
                calendars[id] = open
                if !open { blocked.append("SHIFT") }
            }
            if leaves.contains(person.id) { blocked.append("LEAVE") }
            // Somebody who went away less than a minute ago may only have lost the connection.
            if person.presence == .offline || person.presence == .away, now.since(person.presenceAt) >= 60_000 {
                blocked.append("PRESENCE")
            }
            let load = loads[person.id] ?? 0
            if load >= person.capacity { blocked.append("CAPACITY") }
            if person.dailyCap > 0, (todays[person.id] ?? 0) >= person.dailyCap { blocked.append("DAILY_CAP") }
            if missed.contains(person.id) { blocked.append("COOLDOWN") }
            return Candidate(
                id: person.id, name: person.name, blocked: blocked, weight: person.weight, load: load, capacity: person.capacity,
                turn: person.turn, idle: person.lastAssignedAt.milliseconds > 0 ? now.since(person.lastAssignedAt) : nil,
                leads: person.leads)
        }
    }

    func calendar(_ id: Int64?, in tx: any SQLTransaction) throws -> BusinessCalendar {
        guard let id else { return .always }
        return try tx.first("SELECT \(BusinessCalendar.columns) FROM sales_calendar WHERE id = $1", [.integer(id)], BusinessCalendar.init)
            ?? .always
    }

    /// Who stands in for somebody on leave now, if anybody was named.
    private func cover(for person: Int64, in tx: any SQLTransaction) throws -> Int64? {
        let now = base.clock.now.milliseconds
        return try tx.first(
            "SELECT cover FROM sales_leave WHERE salesperson = $1 AND starts_at <= $2 AND ends_at > $3 AND cover IS NOT NULL ORDER BY id DESC LIMIT 1",
            [.integer(person), .integer(now), .integer(now)]
        ) { $0.integer(0) }
    }

    /// Who last had a lead of this customer, within 90 days. Standing in for somebody makes nobody the owner.
    private func formerOwner(of lead: Lead, in tx: any SQLTransaction) throws -> Int64? {
        let since = base.clock.now.adding(milliseconds: -Self.stickiness)
        return try Lead.of(base.graph.leaves(of: lead.leaf), in: tx)
            .filter { $0.id != lead.id && $0.owner != nil && $0.updatedAt > since && $0.state != .invalid }
            .first { other in
                try tx.first(
                    "SELECT 1 FROM assignment WHERE lead = $1 AND attempt = $2 AND mode = 'cover'",
                    [.integer(other.id), .integer(other.attempts)]
                ) { $0.integer(0) } == nil
            }?.owner
    }
}

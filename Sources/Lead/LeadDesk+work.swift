import Identify
import Profile
import Storage
public import Vocabulary

extension LeadDesk {
    /// Who does something, for the history: "account:7" and, when they are one, their number as a salesperson.
    public struct Actor: Sendable {
        /// As the audit log names them.
        public var reference: String
        /// Their number as a salesperson.
        public var salesperson: Int64?
        /// Whether they may act on any lead of their scope.
        public var mayManage: Bool
        /// Makes one.
        public init(reference: String, salesperson: Int64?, mayManage: Bool) {
            self.reference = reference
            self.salesperson = salesperson
            self.mayManage = mayManage
        }
    }

    private func change(_ id: Int64, by actor: Actor, _ body: @escaping @Sendable (inout Lead, any SQLTransaction) throws -> Void)
        async throws -> Lead
    {
        try await base.store.write { tx in
            guard var lead = try Lead.find(id, in: tx) else { throw Self.missing(id) }
            guard actor.mayManage || (lead.owner != nil && lead.owner == actor.salesperson) else {
                throw LianluError(.forbidden, "This lead is not yours.", hint: "Ask the sales manager to reassign it.")
            }
            lead.updatedAt = self.base.clock.now
            try body(&lead, tx)
            return lead
        }
    }

    /// Moves a lead to another stage. Throws `conflict` for a step that is not allowed, `bad_request` when a reason is missing.
    public func setState(_ id: Int64, _ state: LeadState, reason: String, valueFen: Int64?, by actor: Actor) async throws -> Lead {
        try await change(id, by: actor) { [self] lead, tx in
            let from = lead.state
            guard from.next.contains(state) else {
                throw LianluError(
                    .conflict, "A lead that is \(from.rawValue) cannot become \(state.rawValue).",
                    hint: from.next.isEmpty ? "It is over." : "It may become: \(from.next.map(\.rawValue).joined(separator: ", ")).")
            }
            if state == .invalid, !LeadState.invalidReasons.contains(reason) {
                throw LianluError(
                    .badRequest, "An invalid lead needs a reason.", hint: "Use one of: \(LeadState.invalidReasons.joined(separator: ", "))."
                )
            }
            lead.state = state
            if let valueFen { lead.valueFen = valueFen }
            if from == .quarantine, state == .new {
                lead.quality = "ok"
                try base.outcomes.record(
                    "$lead_created", leaf: lead.leaf, properties: ["lead": .int(lead.id), "source": "quarantine"], in: tx)
                return try assign(&lead, cause: "accepted", in: tx)
            }
            if lead.repliedAt == nil, from == .assigned, !state.isClosed { lead.repliedAt = base.clock.now }
            if state.isClosed {
                lead.outcomeAt = base.clock.now
                lead.outcomeReason = reason
                lead.waiting = ""
                lead.pool = nil
                try endAssignment(of: lead, reason: state.rawValue, in: tx)
            }
            try lead.save(in: tx)
            try note(
                "stage", lead, by: actor.reference,
                ["from": .string(from.rawValue), "to": .string(state.rawValue), "reason": .string(reason)], in: tx)
            try base.outcomes.record(
                "$lead_stage_changed", leaf: lead.leaf,
                properties: [
                    "lead": .int(lead.id), "from": .string(from.rawValue), "to": .string(state.rawValue), "reason": .string(reason),
                    "salesperson": .optional(lead.owner), "valueFen": .optional(lead.valueFen), "origin": .string(lead.origin),
                ], in: tx)
            tell("changed", lead, in: tx)
            // Somebody may have become free.
            if state.isClosed { try drain(limit: 20, in: tx) }
        }
    }

    /// Notes what was done, and what is to be done next. A call that connected, or a message a person wrote, stops the response clock.
    public func followUp(_ id: Int64, kind: String, text: String, next: Instant?, by actor: Actor) async throws -> Lead {
        let kinds = ["call", "message", "visit", "note"]
        guard kinds.contains(kind) else {
            throw LianluError(
                .badRequest, "There is no kind of follow-up “\(kind.prefix(20))”.", hint: "Use one of: \(kinds.joined(separator: ", ")).")
        }
        return try await change(id, by: actor) { [self] lead, tx in
            guard lead.state.isOwned else {
                throw LianluError(.conflict, "Nobody has this lead.", hint: "Claim it or assign it first.")
            }
            try tx.execute(
                "INSERT INTO follow_up(id, lead, at, actor, kind, text, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [
                    .integer(try tx.take(from: "follow_up")), .integer(lead.id), .integer(base.clock.now.milliseconds),
                    .text(actor.reference),
                    .text(kind), .text(String(text.prefix(2000))), SQLValue(next?.milliseconds),
                ])
            lead.nextAt = next
            let before = lead.state
            if kind != "note" {
                if lead.repliedAt == nil { lead.repliedAt = base.clock.now }
                if lead.state == .assigned { lead.state = .contacted }
            }
            try lead.save(in: tx)
            try base.outcomes.record(
                "$lead_followed_up", leaf: lead.leaf, properties: ["lead": .int(lead.id), "kind": .string(kind)], in: tx)
            if lead.state != before {
                try base.outcomes.record(
                    "$lead_stage_changed", leaf: lead.leaf,
                    properties: [
                        "lead": .int(lead.id), "from": "assigned", "to": "contacted", "reason": .string(kind),
                        "salesperson": .optional(lead.owner),
                    ],
                    in: tx)
            }
            tell("changed", lead, in: tx)
        }
    }

    /// Gives a lead to somebody else by hand.
    public func reassign(_ id: Int64, to person: Int64, reason: String, by actor: Actor) async throws -> Lead {
        try await change(id, by: actor) { [self] lead, tx in
            guard !lead.state.isClosed, lead.state != .quarantine else {
                throw LianluError(.conflict, "The lead is \(lead.state.rawValue).", hint: "Only open leads can be assigned.")
            }
            try hand(&lead, to: person, cause: reason.isEmpty ? "by hand" : reason, by: actor.reference, mode: "manual", in: tx)
        }
    }

    /// Puts a lead back into its pool.
    public func handBack(_ id: Int64, reason: String, by actor: Actor) async throws -> Lead {
        try await change(id, by: actor) { [self] lead, tx in
            guard lead.state.isOwned else { throw LianluError(.conflict, "Nobody has this lead.", hint: "It may lie in a pool already.") }
            let pool = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }?.pool
            try self.pool(&lead, pool, reason: reason.isEmpty ? "handed_back" : reason, by: actor.reference, in: tx)
            try drain(limit: 20, in: tx)
        }
    }

    /// Takes a lead out of a pool: one conditional update, so that of two who claim at once one gets it.
    /// Throws `conflict` when somebody was faster or a rule of the pool says no.
    public func claim(_ id: Int64, by actor: Actor) async throws -> Lead {
        guard let person = actor.salesperson else {
            throw LianluError(.forbidden, "Only salespeople claim leads.", hint: "Make yourself a salesperson, or assign the lead to one.")
        }
        let now = base.clock.now
        let zone = base.zone()
        let today = zone.startOfDay(zone.date(at: now))
        return try await base.store.write { [self] tx in
            guard var lead = try Lead.find(id, in: tx) else { throw Self.missing(id) }
            guard lead.state == .pooled, let pool = lead.pool else {
                throw LianluError(.conflict, "Somebody was faster.", hint: "Look at the pool again.")
            }
            let rules = try tx.first("SELECT claim_cap, block_days FROM lead_pool WHERE id = $1", [.integer(pool)]) {
                ($0.integer(0), $0.integer(1))
            }
            if let cap = rules?.0, cap > 0 {
                let claims =
                    try tx.first(
                        "SELECT count(*) FROM assignment WHERE salesperson = $1 AND mode = 'claim' AND at >= $2",
                        [.integer(person), .integer(today.milliseconds)]
                    ) { $0.integer(0) } ?? 0
                guard claims < cap else {
                    throw LianluError(.conflict, "You have claimed \(claims) leads today; that is the most.", hint: "Come back tomorrow.")
                }
            }
            if let days = rules?.1, days > 0 {
                let had =
                    try tx.first(
                        "SELECT max(ended_at) FROM assignment WHERE lead = $1 AND salesperson = $2", [.integer(id), .integer(person)]
                    ) { $0.optionalInteger(0) } ?? nil
                if let had, now.milliseconds - had < days * 86_400_000 {
                    throw LianluError(.conflict, "You had this lead within \(days) days.", hint: "Leave it to a colleague.")
                }
            }
            let all = try candidates(for: lead, nil, try Salesperson.all(in: tx), in: tx)
            guard let place = all.firstIndex(where: { $0.id == person }) else {
                throw LianluError(.forbidden, "You are no salesperson here.")
            }
            guard !all[place].blocked.contains("CAPACITY") else {
                throw LianluError(
                    .conflict, "You have \(all[place].load) open leads; that is the most.", hint: "Finish or hand back one first.")
            }
            let policy = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }
            try give(lead: &lead, all, place, mode: "claim", policy, relaxed: [], cause: "claim", by: actor.reference, in: tx)
            try base.outcomes.record(
                "$lead_claimed", leaf: lead.leaf, properties: ["lead": .int(lead.id), "salesperson": .int(person)], in: tx)
            return lead
        }
    }

    /// Says whether somebody is there; coming back looks for waiting leads, a few at a time.
    public func setPresence(_ person: Int64, _ presence: Salesperson.Presence) async throws {
        let now = base.clock.now
        try await base.store.write { [self] tx in
            let changed = try tx.execute(
                "UPDATE salesperson SET presence = $1, presence_at = $2 WHERE id = $3 AND presence <> $4",
                [.text(presence.rawValue), .integer(now.milliseconds), .integer(person), .text(presence.rawValue)])
            if changed > 0, presence == .online { try drain(limit: 5, in: tx) }
        }
    }

    /// Gives waiting leads to whoever is free, oldest first.
    func drain(limit: Int, in tx: any SQLTransaction) throws {
        let waiting = try tx.query(
            "SELECT \(Lead.columns) FROM lead WHERE waiting <> '' AND state = 'new' ORDER BY id LIMIT \(limit)", [], Lead.init)
        for var lead in waiting where lead.waiting != "manual" { try assign(&lead, cause: "capacity", in: tx) }
    }

    // MARK: Jobs

    /// Looks again for waiting leads, and returns idle ones to their pools; each minute.
    public func runDrain() async throws {
        let now = base.clock.now
        try await base.store.write(.background) { [self] tx in
            try drain(limit: 100, in: tx)
            let pools = try tx.query("SELECT id, recycle_days FROM lead_pool WHERE recycle_days > 0", []) { ($0.integer(0), $0.integer(1)) }
            guard let shortest = pools.map(\.1).min() else { return }
            let days = Dictionary(uniqueKeysWithValues: pools)
            let policies = Dictionary(uniqueKeysWithValues: try AssignPolicy.all(in: tx).map { ($0.id, $0.pool) })
            let idle = try tx.query(
                "SELECT \(Lead.columns) FROM lead WHERE state IN ('contacted', 'qualified') AND updated_at < $1 ORDER BY updated_at LIMIT 200",
                [.integer(now.milliseconds - shortest * 86_400_000)], Lead.init)
            for var lead in idle {
                // The pool of the lead's own rule decides; a lead without one goes by the first pool that takes back.
                let own = lead.policy.flatMap { policies[$0] ?? nil } ?? pools[0].0
                guard let limit = days[own], lead.updatedAt.milliseconds < now.milliseconds - limit * 86_400_000 else { continue }
                try pool(&lead, own, reason: "idle", by: "system", in: tx)
            }
        }
    }

    /// A step of the response limit: remind at half, reassign when it is over, tell the leader at twice. Nothing when somebody answered or it has moved on.
    public func runLimit(_ payload: String) async throws {
        let json = try JSONValue(parsing: payload)
        guard let id = json["lead"]?.int, let attempt = json["attempt"]?.int, let step = json["step"]?.int else { return }
        try await base.store.write { [self] tx in
            guard var lead = try Lead.find(id, in: tx), lead.state == .assigned, lead.repliedAt == nil, let owner = lead.owner else {
                return
            }
            let policy = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }
            let person = try tx.first("SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1", [.integer(owner)], Salesperson.init)
            if step == 3 {
                if let leader = policy?.leader,
                    let boss = try tx.first(
                        "SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1", [.integer(leader)], Salesperson.init)
                {
                    try notify(boss, "lead_escalated", lead, title: "线索迟迟无人跟进", text: "超过响应时限两倍仍未联系。", key: "escalated/\(attempt)", in: tx)
                }
                return
            }
            guard lead.attempts == attempt, lead.step < step else { return }
            lead.step = step
            try lead.save(in: tx)
            if step == 1 {
                try note("reminded", lead, by: "system", in: tx)
                if let person {
                    try notify(person, "lead_reminder", lead, title: "线索还未联系", text: "响应时限已过半，请尽快联系。", key: "reminder/\(attempt)", in: tx)
                }
                return
            }
            if lead.attempts >= Self.mostAttempts { return try pool(&lead, policy?.pool, reason: "unanswered", by: "system", in: tx) }
            let before = lead.owner
            try assign(&lead, cause: "unanswered", in: tx)
            // Nobody else is there: better the present owner than nobody.
            if lead.owner == nil, let before { try hand(&lead, to: before, cause: "nobody else", by: "system", mode: "manual", in: tx) }
        }
    }

    /// Forgets a person's leads: answers, notes and touches go, the figures stay without the person.
    public func erase(_ leaves: [LeafNumber]) async throws -> Int {
        try await base.store.write(.background) { tx in
            var count = 0
            for lead in try Lead.of(leaves, in: tx) {
                for table in ["lead_touch", "follow_up", "lead_event"] {
                    count += try tx.execute("DELETE FROM \(table) WHERE lead = $1", [.integer(lead.id)])
                }
                count += try tx.execute(
                    "UPDATE lead SET answers = '{}', leaf = 0, state = CASE WHEN state IN ('won', 'lost', 'invalid') THEN state ELSE 'lost' END, owner = NULL, pool = NULL, waiting = '' WHERE id = $1",
                    [.integer(lead.id)])
                try tx.execute("UPDATE assignment SET ended_at = coalesce(ended_at, at) WHERE lead = $1", [.integer(lead.id)])
            }
            return count
        }
    }
}

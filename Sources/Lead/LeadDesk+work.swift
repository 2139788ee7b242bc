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

    /// Moves a lead to another stage. `valueFen` is what it is worth, nil leaves it; a lead that is closed makes room for waiting ones.
    ///
    /// - Throws: `not_found`, `forbidden`, `conflict` for a step that is not allowed, `bad_request` when an invalid lead lacks one of its reasons.
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

    /// Notes what was done, and what is to be done next. Kinds: call, message, visit, note; all but a note stop the response clock and make an assigned
    /// lead a contacted one. Without `next` the promised next action is cleared; the first 2,000 characters of the text are kept.
    ///
    /// - Throws: `not_found`, `forbidden`, `bad_request` for another kind, `conflict` when nobody has the lead.
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

    /// Gives an open lead to somebody by hand, whatever stands in their way.
    ///
    /// - Throws: `not_found` also for the salesperson, `forbidden`, `conflict` when it is over or in quarantine.
    public func reassign(_ id: Int64, to person: Int64, reason: String, by actor: Actor) async throws -> Lead {
        try await change(id, by: actor) { [self] lead, tx in
            guard !lead.state.isClosed, lead.state != .quarantine else {
                throw LianluError(.conflict, "The lead is \(lead.state.rawValue).", hint: "Only open leads can be assigned.")
            }
            try hand(&lead, to: person, cause: reason.isEmpty ? "by hand" : reason, by: actor.reference, mode: "manual", in: tx)
        }
    }

    /// Puts a lead back into the pool of its rule, else the first there is; without any it waits for a rule or a person.
    ///
    /// - Throws: `not_found`, `forbidden`, `conflict` when nobody has it.
    public func handBack(_ id: Int64, reason: String, by actor: Actor) async throws -> Lead {
        try await change(id, by: actor) { [self] lead, tx in
            guard lead.state.isOwned else { throw LianluError(.conflict, "Nobody has this lead.", hint: "It may lie in a pool already.") }
            let pool = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }?.pool
            try self.pool(&lead, pool, reason: reason.isEmpty ? "handed_back" : reason, by: actor.reference, in: tx)
            try drain(limit: 20, in: tx)
        }
    }

    /// Takes a lead out of a pool. Everything happens in one write transaction, and these run one at a time, so that of those who claim at once one gets it.
    ///
    /// - Throws: `not_found`; ``LianluError/Code/notASalesperson``, and what stands in the way: ``LianluError/Code/alreadyTaken``,
    ///   ``LianluError/Code/notInPool``, ``LianluError/Code/poolLimit``, ``LianluError/Code/heldBefore``, ``LianluError/Code/atCapacity``.
    public func claim(_ id: Int64, by actor: Actor) async throws -> Lead {
        guard let person = actor.salesperson else {
            throw LianluError(
                .notASalesperson, "Only salespeople claim leads.", hint: "Make yourself a salesperson, or assign the lead to one.")
        }
        let now = base.clock.now
        let zone = base.zone()
        let today = zone.startOfDay(zone.date(at: now))
        return try await base.store.write { [self] tx in
            guard var lead = try Lead.find(id, in: tx) else { throw Self.missing(id) }
            guard lead.state == .pooled, let pool = lead.pool else {
                guard lead.state.isOwned else {
                    throw LianluError(.notInPool, "The lead is \(lead.state.rawValue), not in a pool.", hint: "Look at the pool again.")
                }
                throw LianluError(.alreadyTaken, "Somebody was faster.", hint: "Look at the pool again.")
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
                    throw LianluError(.poolLimit, "You have claimed \(claims) leads today; that is the most.", hint: "Come back tomorrow.")
                }
            }
            if let days = rules?.1, days > 0 {
                let had =
                    try tx.first(
                        "SELECT max(ended_at) FROM assignment WHERE lead = $1 AND salesperson = $2", [.integer(id), .integer(person)]
                    ) { $0.optionalInteger(0) } ?? nil
                if let had, now.milliseconds - had < days * 86_400_000 {
                    throw LianluError(.heldBefore, "You had this lead within \(days) days.", hint: "Leave it to a colleague.")
                }
            }
            let all = try candidates(for: lead, nil, try Salesperson.all(in: tx), in: tx)
            guard let place = all.firstIndex(where: { $0.id == person }) else {
                throw LianluError(.notASalesperson, "You are no salesperson here.", hint: "Ask the sales manager.")
            }
            guard !all[place].blocked.contains("CAPACITY") else {
                throw LianluError(
                    .atCapacity, "You have \(all[place].load) open leads; that is the most.", hint: "Finish or hand back one first.")
            }
            let policy = try AssignPolicy.all(in: tx).first { $0.id == lead.policy }
            try give(lead: &lead, all, place, mode: "claim", policy, relaxed: [], cause: "claim", by: actor.reference, in: tx)
            try base.outcomes.record(
                "$lead_claimed", leaf: lead.leaf, properties: ["lead": .int(lead.id), "salesperson": .int(person)], in: tx)
            return lead
        }
    }

    /// Says whether somebody is there; coming back looks for waiting leads, a few at a time.
    ///
    /// - Returns: What it was before; the same when nothing changed.
    /// - Throws: `not_found`.
    @discardableResult
    public func setPresence(_ person: Int64, _ presence: Salesperson.Presence) async throws -> Salesperson.Presence {
        let now = base.clock.now
        return try await base.store.write { [self] tx in
            guard let before = try Salesperson.all(in: tx).first(where: { $0.id == person })?.presence else {
                throw LianluError(.notFound, "There is no salesperson \(person).", hint: "List the salespeople to see which there are.")
            }
            let changed = try tx.execute(
                "UPDATE salesperson SET presence = $1, presence_at = $2 WHERE id = $3 AND presence <> $4",
                [.text(presence.rawValue), .integer(now.milliseconds), .integer(person), .text(presence.rawValue)])
            if changed > 0, presence == .online { try drain(limit: 5, in: tx) }
            return before
        }
    }

    /// Gives waiting leads to whoever is free, oldest first.
    func drain(limit: Int, in tx: any SQLTransaction) throws {
        let waiting = try tx.query(
            "SELECT \(Lead.columns) FROM lead WHERE waiting <> '' AND state = 'new' ORDER BY id LIMIT \(limit)", [], Lead.init)
        for var lead in waiting where lead.waiting != "manual" { try assign(&lead, cause: "capacity", in: tx) }
    }
}

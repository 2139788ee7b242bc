import Identify
import Profile
import Storage
public import Vocabulary

extension LeadDesk {
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

    /// A step of the response limit: remind at half, assign anew when it is over (from the third attempt on into the pool; the same person when nobody else is
    /// free), tell the leader at twice, whoever has it by then. Nothing when somebody answered; the first two also not when it has another owner.
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

    /// Forgets a person's leads: answers, follow-ups, history and touches go, open ones become lost, the figures stay without the person. Returns how many rows
    /// were deleted or emptied.
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

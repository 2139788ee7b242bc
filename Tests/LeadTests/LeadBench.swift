import Identify
import Profile
import Storage
import TestKit
import Vocabulary

@testable import Lead

/// A desk with salespeople over a fresh store.
struct LeadBench {
    let room: RoomBench
    let desk: LeadDesk

    static func with(_ engine: OperationalEngine, _ body: (LeadBench) async throws -> Void) async throws {
        try await RoomBench.with(engine) { room in try await body(LeadBench(room: room, desk: LeadDesk(room.base))) }
    }

    func people(_ count: Int, capacity: Int64 = 5, weights: [Int64] = [], presence: String = "online") async throws {
        try await room.store.write { tx in
            for number in 1...count {
                try tx.execute(
                    "INSERT INTO salesperson(id, name, phone, email, weight, capacity, daily_cap, regions, products, channels, presence, presence_at, turn, last_assigned_at, active, leads, created_at) VALUES ($1, $2, '', '', $3, $4, 0, '[]', '[]', '[7]', $5, 0, 0, 0, 1, 0, 0)",
                    [
                        .integer(Int64(number)), .text("P\(number)"), .integer(number <= weights.count ? weights[number - 1] : 1000),
                        .integer(capacity), .text(presence),
                    ])
            }
        }
    }

    func policy(_ mode: String, pool: Int64? = nil, sla: Int64 = 30, conditions: String = "{}") async throws {
        try await room.store.write { tx in
            let id = try tx.take(from: "assign_policy")
            try tx.execute(
                "INSERT INTO assign_policy(id, name, priority, conditions, mode, nodes, pool, sla_minutes, leader, active, version) VALUES ($1, 'p', $2, $3, $4, '[]', $5, $6, NULL, 1, 1)",
                [.integer(id), .integer(id), .text(conditions), .text(mode), SQLValue(pool), .integer(sla)])
        }
    }

    func pool(claimCap: Int64 = 0, blockDays: Int64 = 0) async throws {
        try await room.store.write { tx in
            try tx.execute(
                "INSERT INTO lead_pool(id, name, claim_cap, block_days, recycle_days, created_at) VALUES (1, 'pool', $1, $2, 0, 0)",
                [.integer(claimCap), .integer(blockDays)])
        }
    }

    /// Somebody sends a form.
    @discardableResult
    func form(_ number: Int, quality: String = "ok", answers: JSONObject = JSONObject(), source: Int32 = RoomBench.own) async throws
        -> ResolvedEvent
    {
        let event = try await room.see(
            "$form_submitted", [Identifier(.anonymousID, "visitor-\(number)"), Identifier(.phone, "1380000\(1000 + number)")],
            source: source,
            trust: .claimed, properties: ["quality": .string(quality), "answers": .object(answers), "page": 3])
        try await room.react(LeadReaction(desk), event)
        return event
    }

    func leads() async throws -> [Lead] {
        try await room.store.read { tx in try tx.query("SELECT \(Lead.columns) FROM lead ORDER BY id", [], Lead.init) }
    }

    /// Whatever happened: every lead has an owner, a pool or a reason; at most one open assignment; nobody over capacity.
    func isWhole() async throws -> Bool {
        try await room.store.read { tx in
            let lost = try tx.first(
                "SELECT count(*) FROM lead WHERE owner IS NULL AND pool IS NULL AND waiting = '' AND state NOT IN ('won', 'lost', 'invalid')"
            ) { $0.integer(0) }
            let torn = try tx.first(
                "SELECT count(*) FROM lead WHERE owner IS NOT NULL AND state IN ('assigned', 'contacted') AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.lead = lead.id AND ended_at IS NULL AND assignment.salesperson = lead.owner)"
            ) { $0.integer(0) }
            let over = try tx.query(
                "SELECT owner FROM lead JOIN salesperson ON salesperson.id = lead.owner WHERE state IN ('assigned', 'contacted', 'qualified', 'opportunity') GROUP BY owner, capacity HAVING count(*) > capacity",
                []
            ) { $0.integer(0) }
            return lost == 0 && torn == 0 && over.isEmpty
        }
    }

    static let manager = LeadDesk.Actor(reference: "account:1", salesperson: nil, mayManage: true)
    static func person(_ number: Int64) -> LeadDesk.Actor {
        LeadDesk.Actor(reference: "account:\(number)", salesperson: number, mayManage: false)
    }
}

import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Lead

@Suite struct LimitTests {
    /// Runs what is due, in order, as the job runner would.
    private func runDue(_ bench: LeadBench) async throws {
        let now = bench.room.time.now
        for job in try await bench.room.jobs(LeadDesk.slaJob).filter({ $0.due <= now }).sorted(by: { $0.due < $1.due }) {
            try await bench.desk.runLimit(job.payload)
        }
    }

    @Test(arguments: TestStores.available)
    func remindedReassignedPooled(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(3)
            try await bench.pool()
            try await bench.policy("round_robin", pool: 1, sla: 30)
            try await bench.form(1)
            bench.room.time.advance(milliseconds: 15 * 60_000)
            try await runDue(bench)
            #expect(try await bench.leads()[0].step == 1)
            #expect(try await bench.room.jobs(NotifyStaff.kind).filter { $0.payload.contains("lead_reminder") }.count == 1)
            var owners: [Int64?] = []
            for _ in 0..<3 {
                owners.append(try await bench.leads()[0].owner)
                bench.room.time.advance(milliseconds: 31 * 60_000)
                try await runDue(bench)
            }
            #expect(Set(owners).count == 3)
            let lead = try await bench.leads()[0]
            #expect(lead.state == .pooled && lead.pool == 1 && lead.owner == nil)
            #expect(try await bench.isWhole())
            // Whatever is run again changes nothing.
            try await runDue(bench)
            #expect(try await bench.leads()[0] == lead)
        }
    }

    @Test func anAnswerStopsTheClock() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1)
            _ = try await bench.desk.followUp(1, kind: "call", text: "约了周六到店", next: nil, by: LeadBench.person(1))
            bench.room.time.advance(milliseconds: 3 * 3_600_000)
            try await runDue(bench)
            let lead = try await bench.leads()[0]
            #expect(lead.state == .contacted && lead.owner == 1 && lead.attempts == 1)
        }
    }

    @Test func stagesFollowTheirOrder() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1)
            let mine = LeadBench.person(1)
            await #expect(throws: LianluError.self) { try await bench.desk.setState(1, .won, reason: "", valueFen: nil, by: mine) }
            await #expect(throws: LianluError.self) {
                try await bench.desk.setState(1, .invalid, reason: "no idea", valueFen: nil, by: mine)
            }
            await #expect(throws: LianluError.self) {
                try await bench.desk.setState(1, .contacted, reason: "", valueFen: nil, by: LeadBench.person(2))
            }
            for state in [LeadState.contacted, .qualified, .opportunity, .won] {
                _ = try await bench.desk.setState(1, state, reason: "", valueFen: state == .won ? 100 : nil, by: mine)
            }
            await #expect(throws: LianluError.self) { try await bench.desk.setState(1, .lost, reason: "", valueFen: nil, by: mine) }
            let stages = try await bench.room.outcomes("$lead_stage_changed").map { $0.properties["to"]?.string }
            #expect(stages == ["contacted", "qualified", "opportunity", "won"])
        }
    }

    @Test func claimingHasRules() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(3, capacity: 2)
            try await bench.pool(claimCap: 1, blockDays: 3)
            try await bench.policy("claim", pool: 1)
            for number in 1...3 { try await bench.form(number) }
            #expect(try await bench.leads().allSatisfy { $0.state == .pooled })
            let claimed = try await bench.desk.claim(1, by: LeadBench.person(1))
            #expect(claimed.owner == 1 && claimed.state == .assigned)
            await #expect(throws: LianluError.self) { try await bench.desk.claim(1, by: LeadBench.person(2)) }
            await #expect(throws: LianluError.self) { try await bench.desk.claim(2, by: LeadBench.person(1)) }
            _ = try await bench.desk.handBack(1, reason: "", by: LeadBench.person(1))
            bench.room.time.advance(milliseconds: 86_400_000)
            await #expect(throws: LianluError.self) { try await bench.desk.claim(1, by: LeadBench.person(1)) }
            #expect(try await bench.desk.claim(1, by: LeadBench.person(3)).owner == 3)
            #expect(try await bench.isWhole())
        }
    }
}

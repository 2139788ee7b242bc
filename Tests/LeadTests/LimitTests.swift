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

    /// Twenty people reach for one lead: one has it, the others are told that it is taken, by name.
    @Test(arguments: TestStores.available)
    func twentyClaimOneLead(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(20)
            try await bench.pool()
            try await bench.policy("claim", pool: 1)
            try await bench.form(1)
            let results = await withTaskGroup(of: String.self, returning: [String].self) { group in
                for person in 1...20 {
                    group.addTask {
                        do {
                            return "won \(try await bench.desk.claim(1, by: LeadBench.person(Int64(person))).owner ?? 0)"
                        } catch {
                            return (error as? LianluError)?.code.description ?? "\(error)"
                        }
                    }
                }
                var all: [String] = []
                for await result in group { all.append(result) }
                return all
            }
            let winners = results.filter { $0.hasPrefix("won") }
            #expect(winners.count == 1 && results.filter { $0 == "already_taken" }.count == 19, "\(results)")
            #expect(winners == ["won \(try await bench.leads()[0].owner ?? 0)"])
            #expect(try await bench.isWhole())
        }
    }

    @Test func eachObstacleOfAClaimHasItsCode() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(3, capacity: 1)
            try await bench.pool(claimCap: 2, blockDays: 3)
            try await bench.policy("claim", pool: 1)
            for number in 1...3 { try await bench.form(number) }
            func code(_ lead: Int64, _ actor: LeadDesk.Actor) async -> String? {
                do {
                    _ = try await bench.desk.claim(lead, by: actor)
                    return nil
                } catch {
                    return (error as? LianluError)?.code.description
                }
            }
            #expect(await code(1, LeadBench.manager) == "not_a_salesperson")
            #expect(await code(1, LeadBench.person(99)) == "not_a_salesperson")
            #expect(await code(1, LeadBench.person(1)) == nil)
            #expect(await code(2, LeadBench.person(1)) == "at_capacity")
            _ = try await bench.desk.handBack(1, reason: "", by: LeadBench.person(1))
            #expect(await code(1, LeadBench.person(1)) == "held_before")
            #expect(await code(2, LeadBench.person(1)) == nil)
            #expect(await code(3, LeadBench.person(1)) == "pool_limit")
            #expect(await code(2, LeadBench.person(2)) == "already_taken")
            _ = try await bench.desk.setState(3, .invalid, reason: "spam", valueFen: nil, by: LeadBench.manager)
            #expect(await code(3, LeadBench.person(2)) == "not_in_pool")
            #expect(LianluError.Code.alreadyTaken.kind == .conflict && LianluError.Code.notASalesperson.kind == .forbidden)
        }
    }

    /// The most urgent first over all pages, whatever came in between: no lead twice, none left out.
    @Test(arguments: TestStores.available)
    func urgencyHoldsAcrossPages(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(1, capacity: 50)
            try await bench.policy("round_robin", sla: 600)
            let me = LeadBench.person(1)
            for number in 1...12 {
                try await bench.form(number)
                bench.room.time.advance(milliseconds: 60_000)
            }
            let now = bench.room.time.now
            for (lead, hours) in [(Int64(3), Int64(50)), (7, 2), (11, 26)] {
                _ = try await bench.desk.followUp(lead, kind: "call", text: "", next: now.adding(milliseconds: hours * 3_600_000), by: me)
            }
            for lead in [Int64(2), 9, 10] { _ = try await bench.desk.followUp(lead, kind: "call", text: "", next: nil, by: me) }
            var query = LeadQuery()
            query.owner = 1
            query.isByUrgency = true
            query.limit = 5
            var seen: [Int64] = []
            while true {
                let page = try await bench.desk.list(query).leads
                seen += page.map(\.id)
                guard let last = page.last, page.count == query.limit else { break }
                query.after = Urgency(of: last)
            }
            // Unanswered by their limit, promised by the time, the rest newest first.
            #expect(seen == [1, 4, 5, 6, 8, 12, 7, 11, 3, 10, 9, 2])
        }
    }
}

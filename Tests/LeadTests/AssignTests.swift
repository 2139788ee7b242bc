import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Lead

@Suite struct AssignTests {
    @Test(arguments: TestStores.available)
    func formBecomesALeadWithAnOwnerAReasonAndAMessage(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1, answers: ["city": "上海"])
            let lead = try #require(try await bench.leads().first)
            #expect(lead.state == .assigned && lead.owner == 1 && lead.region == "上海" && lead.attempts == 1 && lead.dueAt != nil)
            let told = try await bench.room.jobs(NotifyStaff.kind)
            #expect(told.count == 1 && told[0].payload.contains("lead_assigned"))
            #expect(try await bench.room.outcomes().map(\.name) == ["$lead_created", "$lead_assigned"])
            #expect(try await bench.room.jobs(LeadDesk.slaJob).count == 3)
            let stored = try await bench.room.store.read { tx in try tx.first("SELECT explanation FROM assignment") { $0.text(0) } }
            let why = try #require(Explanation(try JSONValue(parsing: stored ?? "")))
            #expect(why.winner == 1 && why.recomputed == 1 && why.candidates.count == 2 && why.candidates[0].probability == 1)
            #expect(try await bench.isWhole())
        }
    }

    /// What the timeline keeps of the reason are its parts, so that it is said in the reader's language.
    @Test(arguments: TestStores.available)
    func theReasonIsKeptInParts(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1)
            let lead = try #require(try await bench.leads().first)
            _ = try await bench.desk.reassign(lead.id, to: 2, reason: "", by: LeadBench.person(1))
            let told = try await bench.room.outcomes().filter { $0.name.hasSuffix("assigned") }.map(\.properties)
            try #require(told.count == 2)
            let first: [(String, JSONValue)] = [
                ("mode", "round_robin"), ("reason", "new"), ("load", 0), ("capacity", 5), ("free", 2), ("blocked", 0), ("salesperson", 1),
            ]
            for (name, value) in first { #expect(told[0][name] == value, "\(name): \(told[0].text)") }
            #expect(told[1]["mode"] == "manual" && told[1]["reason"] == "by hand" && told[1]["salesperson"] == 2, "\(told[1].text)")
            #expect(told.allSatisfy { !$0.text.contains("条") && !$0.text.contains("由人工") }, "no sentence of one language")
            // Salespeople are told in the account's language as before.
            #expect(try await bench.room.jobs(NotifyStaff.kind).first?.payload.contains("按权重轮到") == true)
        }
    }

    /// Anybody may send an event of that name with a public key; only ours makes leads.
    @Test func eventsOfOthersMakeNoLead() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(1)
            try await bench.policy("round_robin")
            try await bench.form(1, source: 3)
            #expect(try await bench.leads().isEmpty)
        }
    }

    @Test func thePersonComesAgain_theOpenLeadIsTouched_theOwnerStays() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1)
            try await bench.form(1)
            let leads = try await bench.leads()
            #expect(leads.count == 1 && leads[0].touches == 1 && leads[0].owner == 1)
            _ = try await bench.desk.setState(leads[0].id, .contacted, reason: "", valueFen: nil, by: LeadBench.person(1))
            _ = try await bench.desk.setState(leads[0].id, .won, reason: "", valueFen: 29_900, by: LeadBench.person(1))
            try await bench.form(2)
            try await bench.form(1)
            let again = try await bench.leads()
            #expect(again.count == 3 && again[1].owner == 2 && again[2].owner == 1)
        }
    }

    @Test func whoStandsInTakesTheLeadAndTheOwnerStaysTheOwner() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(3)
            try await bench.policy("round_robin")
            func win(_ lead: Lead, by person: Int64) async throws {
                _ = try await bench.desk.setState(lead.id, .contacted, reason: "", valueFen: nil, by: LeadBench.person(person))
                _ = try await bench.desk.setState(lead.id, .won, reason: "", valueFen: 100, by: LeadBench.person(person))
            }
            try await bench.form(1)
            try await win(try await bench.leads()[0], by: 1)
            let now = bench.room.time.now
            try await bench.desk.addLeave(1, from: now, to: now.adding(milliseconds: 86_400_000), cover: 3)
            try await bench.form(1)
            let covered = try await bench.leads()[1]
            #expect(covered.owner == 3)
            let mode = try await bench.room.store.read { tx in try tx.first("SELECT mode FROM assignment WHERE lead = 2") { $0.text(0) } }
            #expect(mode == "cover")
            try await win(covered, by: 3)
            bench.room.time.advance(milliseconds: 86_400_001)
            try await bench.form(1)
            #expect(try await bench.leads()[2].owner == 1, "back to the owner")
        }
    }

    @Test func aStageIsToldOnce_howeverOftenPeopleCall() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(1)
            try await bench.policy("round_robin")
            try await bench.form(1)
            for _ in 0..<3 { _ = try await bench.desk.followUp(1, kind: "call", text: "", next: nil, by: LeadBench.person(1)) }
            #expect(try await bench.room.outcomes("$lead_stage_changed").count == 1)
            #expect(try await bench.room.outcomes("$lead_followed_up").count == 3)
        }
    }

    @Test func suspectsWaitForAPerson() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(1)
            try await bench.policy("balanced")
            try await bench.form(1, quality: "quarantine")
            let lead = try #require(try await bench.leads().first)
            #expect(lead.state == .quarantine && lead.owner == nil)
            #expect(try await bench.room.outcomes().isEmpty)
            let accepted = try await bench.desk.setState(lead.id, .new, reason: "", valueFen: nil, by: LeadBench.manager)
            #expect(accepted.owner == 1 && accepted.quality == "ok")
        }
    }

    @Test(arguments: TestStores.available)
    func nobodyFree_theLeadWaits_andGoesToWhoeverBecomesFree(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(1, capacity: 1)
            try await bench.policy("round_robin")
            for number in 1...3 { try await bench.form(number) }
            #expect(try await bench.leads().map(\.waiting) == ["", "nobody_available", "nobody_available"])
            _ = try await bench.desk.setState(1, .lost, reason: "price", valueFen: nil, by: LeadBench.person(1))
            let leads = try await bench.leads()
            #expect(leads.map(\.owner) == [1, 1, nil] && leads[1].state == .assigned)
            #expect(try await bench.isWhole())
        }
    }

    @Test func filtersAreNamed_andGivenUpInOrder() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(3, presence: "offline")
            try await bench.policy("round_robin")
            try await bench.room.store.write { tx in
                try tx.execute("UPDATE salesperson SET channels = '[]' WHERE id = 1")
                try tx.execute("UPDATE salesperson SET regions = '[\"北京\"]' WHERE id = 2")
                try tx.execute(
                    "INSERT INTO sales_leave(id, salesperson, starts_at, ends_at) VALUES (1, 3, 0, $1)", [.integer(.max / 2)])
            }
            try await bench.form(1, answers: ["city": "上海"])
            let stored = try await bench.room.store.read { tx in try tx.first("SELECT explanation FROM assignment") { $0.text(0) } ?? "" }
            let why = try #require(Explanation(try JSONValue(parsing: stored)))
            #expect(why.winner == 2 && why.relaxed == ["PRESENCE", "TERRITORY"])
            #expect(why.candidates[0].blocked == ["PRESENCE"] && why.candidates[2].blocked == ["LEAVE"])
        }
    }

    /// 200 leads, 20 people, 8 at a time: one open assignment each, nobody over capacity, nobody forgotten.
    @Test(arguments: TestStores.available)
    func manyAtOnce(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(20, capacity: 7)
            try await bench.policy("round_robin")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        for number in stride(from: worker, to: 200, by: 8) {
                            try await bench.form(number)
                            // The same person at the same time, and people who finish.
                            if number % 3 == 0 { try await bench.form(number) }
                            if number % 10 == 0 { try await bench.desk.runDrain() }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let leads = try await bench.leads()
            #expect(leads.count == 200)
            #expect(leads.filter { $0.owner != nil }.count == 140)
            #expect(leads.filter { $0.waiting == "nobody_available" }.count == 60)
            #expect(try await bench.isWhole())
        }
    }

    @Test func aCommandIsExecutedOnce() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(2)
            let person = try await bench.room.see("Page", [Identifier(.userID, "u1")])
            let command = AssignLead(key: "k", leaf: person.leaf, cause: "journey:1", salesperson: 2)
            for _ in 0..<3 { try await bench.desk.execute(command) }
            let leads = try await bench.leads()
            #expect(leads.count == 1 && leads[0].owner == 2 && leads[0].touches == 0 && leads[0].attempts == 1)
        }
    }
}

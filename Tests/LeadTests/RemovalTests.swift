import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Lead

@Suite struct RemovalTests {
    private func refuses(_ body: () async throws -> String, _ words: String, location: SourceLocation = #_sourceLocation) async {
        let error = await #expect(throws: LianluError.self, sourceLocation: location) { _ = try await body() }
        #expect(
            error?.code.kind == .conflict && error?.code != .conflict && error?.message.contains(words) == true
                && error?.hint.isEmpty == false, "\(error?.message ?? "")",
            sourceLocation: location)
    }

    @Test(arguments: TestStores.available)
    func aSalespersonInUseStays_thenGoes_andTheHistoryNamesThem(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            try await bench.form(1)
            await refuses({ try await bench.desk.removePerson(1) }, "1 open leads")
            _ = try await bench.desk.setState(1, .lost, reason: "", valueFen: nil, by: LeadBench.person(1))
            let now = bench.room.time.now
            try await bench.desk.addLeave(2, from: now, to: now.adding(milliseconds: 86_400_000), cover: 1)
            await refuses({ try await bench.desk.removePerson(1) }, "stands in")
            bench.room.time.advance(milliseconds: 86_400_001)
            try await bench.room.store.write { tx in try tx.execute("UPDATE assign_policy SET leader = 1") }
            await refuses({ try await bench.desk.removePerson(1) }, "“p”")
            try await bench.room.store.write { tx in try tx.execute("UPDATE assign_policy SET leader = NULL") }
            #expect(try await bench.desk.removePerson(1) == "P1")
            #expect(try await bench.desk.salespeople().map(\.id) == [2])
            await #expect(throws: LianluError.self) { _ = try await bench.desk.removePerson(1) }
            var change = LeadDesk.PersonChange()
            change.isActive = true
            let again = change
            await #expect(throws: LianluError.self) { _ = try await bench.desk.savePerson(1, again) }
            // Nobody gets anything any more by mistake: not the former owner.
            try await bench.form(1)
            #expect(try await bench.leads()[1].owner == 2)
            #expect(try await bench.desk.story(of: 1).assignments.map(\.salesperson) == [1])
        }
    }

    @Test(arguments: TestStores.available)
    func poolsRulesAndHoursInUseStay(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await bench.people(1)
            try await bench.desk.savePool(nil, name: "pool", claimCap: 0, blockDays: 0, recycleDays: 0)
            try await bench.policy("claim", pool: 1)
            try await bench.form(1)
            await refuses({ try await bench.desk.removePool(1) }, "1 leads lie")
            _ = try await bench.desk.claim(1, by: LeadBench.person(1))
            await refuses({ try await bench.desk.removePool(1) }, "name “pool”")
            await refuses({ try await bench.desk.removePolicy(1) }, "in force")
            try await bench.room.store.write { tx in try tx.execute("UPDATE assign_policy SET active = 0") }
            await refuses({ try await bench.desk.removePolicy(1) }, "wait for an answer")
            _ = try await bench.desk.followUp(1, kind: "call", text: "", next: nil, by: LeadBench.person(1))
            #expect(try await bench.desk.removePolicy(1) == "p")
            try await bench.policy("round_robin")
            await refuses({ try await bench.desk.removePool(1) }, "default pool")
            try await bench.desk.savePool(nil, name: "second", claimCap: 0, blockDays: 0, recycleDays: 0)
            let second = try #require(try await bench.desk.pools().first { $0.name == "second" })
            #expect(second.id != 1)
            #expect(try await bench.desk.removePool(1) == "pool")
            let hours = try await bench.desk.saveCalendar(
                nil, name: "早班", zone: "Asia/Shanghai", weekly: [[[540, 1080]], [], [], [], [], [], []], exceptions: .null)
            var change = LeadDesk.PersonChange()
            change.calendar = .some(hours.id)
            _ = try await bench.desk.savePerson(1, change)
            await refuses({ try await bench.desk.removeCalendar(hours.id) }, "P1")
            change.calendar = .some(nil)
            _ = try await bench.desk.savePerson(1, change)
            #expect(try await bench.desk.removeCalendar(hours.id) == "早班")
            let gone = await #expect(throws: LianluError.self) { _ = try await bench.desk.removeCalendar(hours.id) }
            #expect(gone?.code == .notFound)
        }
    }

    @Test func aJourneyThatNamesSomebodyWhoIsGoneLetsTheRulesDecide() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(2)
            try await bench.policy("round_robin")
            let event = try await bench.form(9, source: 3)
            _ = try await bench.desk.removePerson(1)
            try await bench.desk.execute(AssignLead(key: "k", leaf: event.leaf, cause: "journey", salesperson: 1))
            #expect(try await bench.leads().map(\.owner) == [2])
        }
    }

    @Test func somebodyElsesPresence() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await bench.people(1)
            #expect(try await bench.desk.setPresence(1, .offline) == .online)
            #expect(try await bench.desk.salespeople()[0].presence == .offline)
            let gone = await #expect(throws: LianluError.self) { _ = try await bench.desk.setPresence(7, .online) }
            #expect(gone?.code == .notFound)
        }
    }
}

import Feedback
import Identify
import Sandbox
import Storage
import TestKit
import Testing
import Vocabulary

/// Conversions told back: eligibility, holds, repeats, outcomes nobody knows, and the ledger that always adds up (facts/leads-loyalty.md B).
@Suite struct FeedbackTests {
    @Test(arguments: OperationalEngine.allCases) func aFormAndAnOrderAreToldOnceWithTheirClick(_ engine: OperationalEngine) async throws {
        try await FeedbackBench.with(engine) { bench in
            let account = try await bench.account()
            _ = try await bench.clicker(1)
            try await bench.form(1)
            try await bench.order(1, "A1", yuan: 199)
            try await bench.order(1, "A1", yuan: 199)  // told twice by the shop
            try await bench.run()
            let found = try await bench.all()
            #expect(
                found.map { "\($0.stage) \($0.state) \($0.reason) \($0.clickID)" } == [
                    "formSubmitted ok  click-1", "orderPaid ok  click-1",
                ])
            let actions = bench.world.log(of: "tencent_ads").reversed().compactMap { $0.summary["actions"]?[0] }
            try #require(actions.map { $0["action_type"]?.string } == ["RESERVATION", "PURCHASE"])
            #expect(actions[1]["action_param"]?["value"]?.int == 19_900 && actions[1]["user_id"] == nil)
            let ledger = try await bench.desk.ledgers()[account.id]!
            #expect(ledger.eligible == 2 && ledger.states[.ok] == 2 && ledger.holds)
            #expect(try await bench.room.outcomes("$conversion_reported").count == 2)
        }
    }

    @Test func onlyCustomersOfThePlatformAreEligible() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            let account = try await bench.account()
            _ = try await bench.clicker(1, platform: "ocean_engine")
            _ = try await bench.clicker(2, minutesAgo: 20 * 1440)
            try await bench.form(1)
            try await bench.form(2)
            try await bench.form(3)
            try await bench.form(2, quality: "quarantine")
            let found = try await bench.all()
            #expect(found.map(\.reason) == ["out_of_window"] && found[0].state == .suppressed)
            let ledger = try await bench.desk.ledgers()[account.id]!
            #expect(ledger.eligible == 1 && ledger.suppressedBy == ["out_of_window": 1] && ledger.holds)
        }
    }

    /// How each conversion came to its click.
    @Test(arguments: TestStores.available) func theWayToTheClickIsNoted(_ engine: OperationalEngine) async throws {
        try await FeedbackBench.with(engine) { bench in
            _ = try await bench.account()
            _ = try await bench.clicker(1)
            _ = try await bench.clicker(2, minutesAgo: 20 * 1440)
            var facts = EventFacts()
            facts.clickID = "click-1"
            let own = try await bench.room.see(
                "$form_submitted", [Identifier(.anonymousID, "a1")], properties: ["quality": "ok"], facts: facts)
            try await bench.room.react(bench.reaction, own)
            try await bench.order(1, "A1")
            try await bench.form(2)
            let found = try await bench.all()
            #expect(found.map(\.match) == [.exact, .lastPaid, .nothing])
            // Rows from before this was noted.
            try await bench.room.store.write { tx in try tx.execute("UPDATE conversion_out SET matched = ''") }
            #expect(try await bench.all().map(\.match) == [nil, nil, .nothing])
        }
    }

    /// Every event of a standard mapping is called something in each language.
    @Test func eventsOfPlatformsHaveWords() {
        for platform in AdPlatforms.all {
            for row in platform.standardMapping {
                let name = platform.eventNames[row.event]
                #expect(name?.hans.isEmpty == false && name?.hant.isEmpty == false && name?.en.isEmpty == false, "\(row.event)")
                #expect(name?.en != row.event && name?.hans != row.event, "\(row.event)")
            }
        }
    }

    @Test func anOrderClaimedByABrowserIsNotTold() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account()
            _ = try await bench.clicker(1)
            try await bench.reach(1, "Order Completed", ["order_id": "X1", "total": 1], trust: .claimed)
            #expect(try await bench.all().isEmpty)
        }
    }

    @Test(arguments: OperationalEngine.allCases) func whatPeopleSetIsHeldAndCanBeTakenBack(_ engine: OperationalEngine) async throws {
        try await FeedbackBench.with(engine) { bench in
            let account = try await bench.account(holdMinutes: 10)
            _ = try await bench.clicker(1)
            _ = try await bench.clicker(2)
            try await bench.stage(1, 11, "qualified")
            try await bench.stage(2, 12, "qualified")
            try await bench.run()
            #expect(bench.world.log(of: "tencent_ads").isEmpty)
            let held = try await bench.all()
            #expect(held.allSatisfy { $0.state == .held })
            #expect(try await bench.desk.cancel(held[0].id).state == .suppressed)
            bench.room.time.advance(milliseconds: 600_001)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.suppressed, .ok])
            #expect(bench.counted() == 1)
            await #expect(throws: LianluError.self) { try await bench.desk.cancel(held[1].id) }
            let ledger = try await bench.desk.ledgers()[account.id]!
            #expect(ledger.suppressedBy == ["cancelled": 1] && ledger.holds)
        }
    }

    @Test func anAnswerThatNeverCameIsAskedAgainWhereRepeatsAreRecognised() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account()
            _ = try await bench.clicker(1)
            bench.world.setFault(.lost, of: "tencent_ads")
            try await bench.form(1)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.unknown])
            bench.world.setFault(.none, of: "tencent_ads")
            bench.room.time.advance(milliseconds: 10_001)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.ok])
            #expect(bench.world.log(of: "tencent_ads").count == 2 && bench.counted() == 1)
        }
    }

    @Test func anAnswerThatNeverCameWaitsForAPersonElsewhere() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            let account = try await bench.account("ocean_engine")
            _ = try await bench.clicker(1, platform: "ocean_engine")
            bench.world.setFault(.lost, of: "ocean_engine")
            try await bench.form(1)
            try await bench.run()
            bench.world.setFault(.none, of: "ocean_engine")
            for _ in 0..<5 {
                bench.room.time.advance(milliseconds: 3_600_000)
                try await bench.run()
            }
            let found = try await bench.all()
            #expect(found.map(\.state) == [.unknown] && bench.world.log(of: "ocean_engine").count == 1)
            #expect(try await bench.desk.ledgers()[account.id]!.inFlight == 1)
            #expect(try await bench.desk.resolve(found[0].id, "not_received").state == .rejected)
            let (matched, queued) = try await bench.desk.replay(account: nil, states: [], ids: [], from: nil, to: nil, dryRun: false)
            #expect(matched == 1 && queued == 1)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.ok])
            #expect(try await bench.desk.ledgers()[account.id]!.holds)
        }
    }

    @Test func aProcessThatDiedBetweenCallAndOutcomeTellsNothingTwice() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account("ocean_engine")
            _ = try await bench.account()
            _ = try await bench.clicker(1, platform: "ocean_engine")
            _ = try await bench.clicker(2)
            try await bench.form(1)
            try await bench.form(2)
            try await bench.room.store.write { tx in _ = try tx.execute("UPDATE conversion_out SET state = 'sending', attempts = 1", []) }
            try await bench.run()
            let found = try await bench.all()
            #expect(found.map(\.state) == [.unknown, .ok], "sent again only where the platform recognises the id")
            #expect(bench.world.log(of: "ocean_engine").isEmpty)
        }
    }

    @Test func aRevokedTokenWaitsAndShows() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            let account = try await bench.account()
            _ = try await bench.clicker(1)
            bench.world.setFault(.revoked, of: "tencent_ads")
            try await bench.form(1)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.queued])
            #expect(try await bench.desk.account(account.id).problem.contains("11005"))
            bench.world.setFault(.none, of: "tencent_ads")
            var change = FeedbackDesk.Change()
            change.token = "sandbox-tencent-token"
            #expect(try await bench.desk.update(account.id, change).problem.isEmpty)
            bench.room.time.advance(milliseconds: 300_001)
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.ok])
        }
    }

    @Test func consentDecides() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account(identifiers: true)
            _ = try await bench.clicker(1)
            _ = try await bench.clicker(2, consent: [("ad_measurement", true)])
            _ = try await bench.clicker(3, consent: [("ad_measurement", false)])
            for number in 1...3 { try await bench.form(number) }
            try await bench.run()
            #expect(try await bench.all().map(\.state) == [.ok, .ok, .suppressed])
            let users = bench.world.log(of: "tencent_ads").reversed().map { $0.summary["actions"]?[0]?["user_id"]?["sha256_phone"]?.string }
            #expect(users[0] == nil && users[1]?.count == 64)
        }
    }

    /// Whatever happens in whatever order: the ledger adds up, the platform counts nothing twice, and what is over stays over.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64]) func theLedgerAlwaysAddsUp(_ seed: UInt64) async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            var random = SeededGenerator(seed: seed)
            let account = try await bench.account(holdMinutes: 5)
            for number in 1...8 { _ = try await bench.clicker(number, minutesAgo: number == 8 ? 20 * 1440 : 5) }
            var over: [Int64: Conversion.State] = [:]
            for step in 0..<60 {
                let number = Int.random(in: 1...8, using: &random)
                switch Int.random(in: 0..<9, using: &random) {
                case 0: try await bench.form(number)
                case 1, 2: try await bench.order(number, "O\(Int.random(in: 0..<20, using: &random))")
                case 3: try await bench.stage(number, Int64(number), ["contacted", "qualified", "invalid"].randomElement(using: &random)!)
                case 4:
                    let waiting = try await bench.all().filter { $0.state == .held || $0.state == .queued }
                    if let one = waiting.randomElement(using: &random) { _ = try await bench.desk.cancel(one.id) }
                case 5:
                    bench.world.setFault(
                        [.none, .none, .lost, .broken, .throttled, .revoked].randomElement(using: &random)!, of: "tencent_ads")
                case 6: bench.room.time.advance(milliseconds: Int64.random(in: 1_000...900_000, using: &random))
                case 7: if step % 7 == 0 { bench.room.time.advance(milliseconds: 26 * 3_600_000) }
                default: break
                }
                try await bench.run()
                let ledger = try await bench.desk.ledgers()[account.id]!
                let found = try await bench.all()
                #expect(ledger.holds && ledger.eligible == found.count, "step \(step): \(ledger)")
                for conversion in found {
                    if let before = over[conversion.id] { #expect(conversion.state == before, "step \(step)") }
                    if [.ok, .rejected, .suppressed, .expired].contains(conversion.state) { over[conversion.id] = conversion.state }
                }
                let told = bench.world.log(of: "tencent_ads", limit: 500).flatMap { $0.summary["actions"]?.array ?? [] }
                #expect(bench.counted() <= Set(told.compactMap { $0["outer_action_id"]?.string }).count)
            }
            bench.world.setFault(.none, of: "tencent_ads")
            for _ in 0..<12 {
                bench.room.time.advance(milliseconds: 3_600_000)
                try await bench.run()
            }
            #expect(try await bench.desk.ledgers()[account.id]!.inFlight == 0)
            #expect(bench.counted() >= (try await bench.all()).count { $0.state == .ok })
        }
    }
}

import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct RunTests {
    private let drip = """
        {"entry":{"type":"tag","tag":"新粉"},"entryMode":{"mode":"once"},"exits":[{"event":"Unfollowed"}],"goal":{"event":"Order Completed"},
         "start":"w1","nodes":[{"id":"w1","type":"wait","minutes":43200,"next":"s1"},{"id":"s1","type":"send","template":1,"next":"t"},
         {"id":"t","type":"tag","tag":"已触达","next":"a"},{"id":"a","type":"assign","note":"回访","next":"h"},{"id":"h","type":"webhook","channel":4,"next":""}]}
        """

    @Test(arguments: TestStores.available)
    func exitsHoldDuringALongWait(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(drip)
            try await bench.happen("Page", "a", tags: ["新粉"])
            try await bench.happen("Page", "b", tags: ["新粉"])
            try await bench.happen("Page", "c", tags: ["新粉"])
            try await bench.pass(minutes: 60 * 24)
            try await bench.happen("Unfollowed", "a")
            try await bench.happen("Order Completed", "b")
            let runs = try await bench.runs()
            #expect(runs.map(\.reason) == ["exit_event", "goal", ""] && runs[1].goalAt != nil)
            #expect(try await !bench.room.store.read { tx in try JourneyRun.isLive(runs[0].id, in: tx) })
            try await bench.pass(minutes: 43_200)
            #expect(try await bench.sends().count == 1)
            #expect(try await bench.room.jobs(AssignLead.kind).count == 1)
            #expect(try await bench.room.jobs(CallWebhook.kind).count == 1)
            #expect(try await bench.room.outcomes("$journey_tagged").count == 1)
            #expect(try await bench.isBalanced(journey.id))
            let last = try await bench.runs()[2]
            #expect(try await bench.room.store.read { tx in try JourneyRun.isLive(last.id, in: tx) })
            // once: never again
            try await bench.happen("Page", "c", tags: ["新粉"])
            #expect(try await bench.runs().count == 3)
        }
    }

    /// Somebody sets the clock, in either direction: each timer fires once, in the order of its moment; a person who comes meanwhile waits his own time.
    @Test func clockJumps_fireOnceAndInOrder() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            _ = try await bench.publish(drip)
            for person in ["a", "b", "c"] {
                try await bench.happen("Page", person, tags: ["新粉"])
                try await bench.pass(minutes: 10)
            }
            let clock = bench.room.time
            clock.advance(milliseconds: -86_400_000)  // back a day
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().isEmpty)
            try await bench.happen("Page", "d", tags: ["新粉"])
            clock.advance(milliseconds: 32 * 86_400_000)  // a month on at once
            try await bench.journeys.advanceDue()
            try await bench.journeys.advanceDue()
            let moments = try await bench.runs().map(\.enteredAt)
            let sent = try await bench.sends().compactMap(\.run)
            #expect(sent.count == 4 && Set(sent).count == 4)
            let due = moments.indices.sorted { moments[$0] < moments[$1] }.map { Int64($0 + 1) }
            #expect(sent == due, "in the order of their moments: \(sent) \(due)")
            clock.advance(milliseconds: -40 * 86_400_000)
            try await bench.journeys.advanceDue()
            clock.advance(milliseconds: 80 * 86_400_000)
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().count == 4)
        }
    }

    @Test func pausedRunsStandStill_andGoOnAfterwards() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(drip)
            try await bench.happen("Page", "a", tags: ["新粉"])
            _ = try await bench.journeys.setState(journey.id, .paused)
            try await bench.pass(minutes: 50_000)
            try await bench.happen("Page", "b", tags: ["新粉"])
            #expect(try await bench.sends().isEmpty)
            #expect(try await bench.runs().count == 1)
            _ = try await bench.journeys.setState(journey.id, .published)
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().count == 1)
        }
    }

    @Test(arguments: [false, true])
    func newVersions_runsFinishInTheirs_orMove(moving: Bool) async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(drip)
            try await bench.happen("Page", "a", tags: ["新粉"])
            let changed = drip.replacing(#""template":1"#, with: #""template":2"#)
            _ = try await bench.journeys.saveDraft(
                journey.id, name: nil, draft: try JSONValue(parsing: changed), revision: journey.revision)
            let second = try await bench.journeys.publish(journey.id, by: "account:1", moving: moving)
            #expect(second.version == 2)
            try await bench.pass(minutes: 43_201)
            #expect(try await bench.sends().map(\.template) == [moving ? 2 : 1])
        }
    }

    /// The control group walks the journey and never gets anything.
    @Test func holdoutIsNeverContacted() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(cartJourney.replacing(#""goal""#, with: #""holdout":3000,"goal""#))
            for number in 0..<200 { try await bench.happen("Product Added", "u\(number)", tags: ["高频付费"]) }
            try await bench.pass(minutes: 31)
            let runs = try await bench.runs()
            let ghosts = runs.filter(\.isGhost)
            #expect(ghosts.count > 35 && ghosts.count < 85)
            #expect(try await bench.sends().count == 200 - ghosts.count)
            let sent = Set(try await bench.sends().compactMap(\.run))
            #expect(ghosts.allSatisfy { !sent.contains($0.id) })
            #expect(try await bench.journeys.counts(of: journey.id, version: nil).counts["s"]?["held_out"] == Int64(ghosts.count))
        }
    }

    @Test func massJourneysNeedASecondPerson() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            for number in 0..<30 {
                try await bench.room.see(
                    "Page", [Identifier(.userID, "u\(number)")], commands: number % 2 == 0 ? [.tag(name: "VIP", group: "", on: true)] : [])
            }
            let made = try await bench.journeys.create(
                name: "双十一",
                draft: try JSONValue(
                    parsing:
                        #"{"entry":{"type":"schedule","at":"2026-11-23T13:00:00+08:00","rule":{"tag":"VIP"}},"start":"s","nodes":[{"id":"s","type":"send","template":3,"next":""}]}"#
                ))
            #expect(try await bench.journeys.publish(made.id, by: "account:1").state == .pending)
            await #expect(throws: LianluError.self) { try await bench.journeys.approve(made.id, by: "account:1") }
            #expect(try await bench.room.jobs(Journeys.entryJob).isEmpty)
            let open = try await bench.journeys.approve(made.id, by: "account:2")
            #expect(open.state == .published && open.version == 1)
            let job = try #require(try await bench.room.jobs(Journeys.entryJob).first)
            #expect(job.due == ISO8601.parse("2026-11-23T05:00:00Z"))
            let whole = Job(
                id: 5, queue: "journeys", kind: Journeys.entryJob, payload: job.payload, attempt: 1, maxAttempts: 5, due: job.due)
            // Run again half-way through, as after a crash.
            for _ in 0..<2 { try await bench.journeys.runEntry(whole) }
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().count == 15)
        }
    }

    @Test func mergedPeople_theOlderRunGoesOn() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            _ = try await bench.publish(cartJourney)
            try await bench.happen("Product Added", "a", tags: ["高频付费"])
            try await bench.pass(minutes: 1)
            let visitor = try await bench.room.see(
                "Product Added", [Identifier(.anonymousID, "v")], source: 3, commands: [.tag(name: "高频付费", group: "", on: true)])
            try await bench.room.react(JourneyReaction(bench.journeys), visitor)
            try await bench.journeys.advanceDue()
            #expect(try await bench.runs().count == 2)
            try await bench.room.see("Login", [Identifier(.userID, "a"), Identifier(.anonymousID, "v")], source: 3)
            #expect(bench.room.base.graph.leaves(of: visitor.leaf).count == 2)
            try await bench.pass(minutes: 40)
            #expect(try await bench.sends().count == 1)
            #expect(try await bench.runs().map(\.reason) == ["completed", "merged"])
        }
    }

    @Test func aTestRunIsFastAndMarked() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let made = try await bench.journeys.create(name: "t", draft: try JSONValue(parsing: drip))
            let person = try await bench.room.see("Page", [Identifier(.userID, "u")])
            _ = try await bench.journeys.test(made.id, customer: person.leaf, context: [:])
            try await bench.journeys.advanceDue()
            try await bench.pass(seconds: 2)
            let sends = try await bench.sends()
            #expect(sends.count == 1 && sends[0].isTest)
            #expect(try await bench.journeys.counts(of: made.id, version: nil).counts.isEmpty)
        }
    }
}

import Identify
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct PauseTests {
    private let waiting = """
        {"entry":{"type":"event","event":"x"},"exits":[{"event":"Unfollowed"}],"goal":{"event":"Bought"},
         "start":"w","nodes":[{"id":"w","type":"wait_for_event","event":"Replied","minutes":60,"matched":"m","timeout":"t"},
         {"id":"m","type":"send","template":1,"next":""},{"id":"t","type":"send","template":2,"next":""}]}
        """

    /// What happens while a journey stands still is honoured when it goes on.
    @Test(arguments: TestStores.available)
    func exitsGoalsAndAnswersDuringAPauseCount(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(waiting)
            for user in ["exit", "goal", "answer", "late", "silent"] { try await bench.happen("x", user) }
            _ = try await bench.journeys.setState(journey.id, .paused)
            bench.room.time.advance(milliseconds: 30 * 60_000)
            try await bench.happen("Unfollowed", "exit")
            try await bench.happen("Bought", "goal")
            try await bench.happen("Replied", "answer")
            try await bench.pass(minutes: 60)
            try await bench.happen("Replied", "late")
            #expect(try await bench.sends().isEmpty)
            #expect(try await bench.runs().map(\.node) == ["w", "w", "w", "w", "w"])
            _ = try await bench.journeys.setState(journey.id, .published)
            try await bench.journeys.advanceDue()
            let runs = try await bench.runs()
            #expect(runs.map(\.reason) == ["exit_event", "goal", "completed", "completed", "completed"] && runs[1].goalAt != nil)
            // Who answered in time goes its way; too late, or never: the other one.
            let sends = try await bench.sends()
            #expect(sends.filter { $0.template == 1 }.map(\.run) == [runs[2].id])
            #expect(Set(sends.filter { $0.template == 2 }.compactMap(\.run)) == [runs[3].id, runs[4].id])
            let counts = try await bench.journeys.counts(of: journey.id, version: nil).counts
            #expect(counts["w"]?["matched"] == 1 && counts["w"]?["timeout"] == 2 && counts[""]?["goal"] == 1)
            #expect(try await bench.isBalanced(journey.id))
        }
    }

    /// Of many who pause it at once one does; the others are told that it is paused.
    @Test(arguments: TestStores.available)
    func pausedByManyAtOnce_isPausedOnce(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(waiting)
            let journeys = bench.journeys
            let paused = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { (try? await journeys.setState(journey.id, .paused)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(paused == 1)
            #expect(try await journeys.journey(journey.id).state == .paused)
        }
    }

    /// One that had not begun when the journey was paused.
    @Test(arguments: TestStores.available)
    func anExitBeforeTheBeginningCounts(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(waiting)
            try await bench.room.react(
                JourneyReaction(bench.journeys), try await bench.room.see("x", [Identifier(.userID, "a")], source: 3))
            _ = try await bench.journeys.setState(journey.id, .paused)
            bench.room.time.advance(milliseconds: 1_000)
            try await bench.happen("Unfollowed", "a")
            _ = try await bench.journeys.setState(journey.id, .published)
            try await bench.pass(minutes: 61)
            #expect(try await bench.sends().isEmpty)
            #expect(try await bench.runs().map(\.reason) == ["exit_event"])
            let counts = try await bench.journeys.counts(of: journey.id, version: nil).counts
            #expect(counts[""] == ["entered": 1, "ended": 1, "ended_exit_event": 1])
        }
    }

    private func once(_ at: Instant, template: Int = 3) -> String {
        #"{"entry":{"type":"schedule","at":"\#(ISO8601.format(at))","rule":{"all":[]}},"start":"s","nodes":[{"id":"s","type":"send","template":\#(template),"next":""}]}"#
    }

    /// Runs the entries that are due, as the runner would: under the numbers of their jobs, which are done then.
    private func runEntries(_ bench: JourneyBench) async throws {
        let now = bench.room.time.now
        let due = try await bench.room.store.read { tx in
            try tx.query(
                "SELECT id, payload FROM job WHERE kind = $1 AND state = 0 AND due_at <= $2 ORDER BY id",
                [.text(Journeys.entryJob), .integer(now.milliseconds)]
            ) { (id: $0.integer(0), payload: $0.text(1)) }
        }
        for job in due {
            try await bench.journeys.runEntry(
                Job(id: job.id, queue: "journeys", kind: Journeys.entryJob, payload: job.payload, attempt: 1, maxAttempts: 5, due: now))
            _ = try await bench.room.store.write { tx in try tx.execute("UPDATE job SET state = 2 WHERE id = $1", [.integer(job.id)]) }
        }
        try await bench.journeys.advanceDue()
    }

    /// A single moment that comes during a pause lets nobody in; resuming says so, a new moment or a decision makes it go on.
    @Test(arguments: TestStores.available, [true, false])
    func aMomentThatPassedIsNotMadeUpForSilently(engine: OperationalEngine, jobRan: Bool) async throws {
        try await JourneyBench.with(engine) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let first = try await bench.publish(once(bench.room.time.now.adding(milliseconds: 3_600_000)))
            let running = try await bench.journeys.approve(first.id, by: "account:2")
            _ = try await bench.journeys.setState(first.id, .paused)
            // A pause that ends before the moment changes nothing.
            _ = try await bench.journeys.setState(first.id, .published)
            _ = try await bench.journeys.setState(first.id, .paused)
            bench.room.time.advance(milliseconds: 3_600_000)
            if jobRan { try await runEntries(bench) }
            let error = await #expect(throws: LianluError.self) { try await bench.journeys.setState(first.id, .published) }
            #expect(error?.code == .momentPassed, "\(String(describing: error))")
            #expect(try await bench.journeys.missedMoment(of: bench.journeys.journey(first.id)) == bench.room.time.now)
            try await runEntries(bench)
            #expect(try await bench.runs().isEmpty)
            // A new moment, let go by a second person while it is paused.
            let draft = try JSONValue(parsing: once(bench.room.time.now.adding(milliseconds: 60_000), template: 4))
            _ = try await bench.journeys.saveDraft(first.id, name: nil, draft: draft, revision: running.revision)
            _ = try await bench.journeys.publish(first.id, by: "account:1")
            #expect(try await bench.journeys.approve(first.id, by: "account:2").state == .paused)
            #expect(try await bench.journeys.missedMoment(of: bench.journeys.journey(first.id)) == nil)
            #expect(try await bench.journeys.setState(first.id, .published).state == .published)
            bench.room.time.advance(milliseconds: 60_000)
            try await runEntries(bench)
            #expect(try await bench.sends().map(\.template) == [4])
        }
    }

    /// Going on without the moment lets nobody in by it, also when its job runs late; and it is asked once.
    @Test(arguments: TestStores.available, [true, false])
    func goingOnWithoutTheMoment(engine: OperationalEngine, jobRan: Bool) async throws {
        try await JourneyBench.with(engine) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let first = try await bench.publish(once(bench.room.time.now.adding(milliseconds: 3_600_000)))
            _ = try await bench.journeys.approve(first.id, by: "account:2")
            _ = try await bench.journeys.setState(first.id, .paused)
            bench.room.time.advance(milliseconds: 3_600_000)
            if jobRan { try await runEntries(bench) }
            #expect(try await bench.journeys.setState(first.id, .published, passingOver: true).state == .published)
            try await runEntries(bench)
            #expect(try await bench.runs().isEmpty)
            _ = try await bench.journeys.setState(first.id, .paused)
            #expect(try await bench.journeys.setState(first.id, .published).state == .published)
            let counts = try await bench.journeys.counts(of: first.id, version: nil).counts[""]
            #expect(counts?["passed_over"] == 1)
        }
    }

    /// A moment that came while the journey ran is over; a pause after it asks nothing. Whoever had begun to come in all do, also during the pause.
    @Test(arguments: TestStores.available)
    func aMomentThatCameIsNoProblem(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let first = try await bench.publish(once(bench.room.time.now.adding(milliseconds: 3_600_000)))
            _ = try await bench.journeys.approve(first.id, by: "account:2")
            bench.room.time.advance(milliseconds: 3_600_000)
            let payload = try await bench.room.jobs(Journeys.entryJob)[0].payload
            try await runEntries(bench)
            #expect(try await bench.runs().count == 1)
            _ = try await bench.journeys.setState(first.id, .paused)
            // The process ended before the job was done; it is run again during the pause.
            try await bench.room.see("Page", [Identifier(.userID, "v")])
            let source = try await bench.room.store.read { tx in try tx.first("SELECT source FROM journey_run") { $0.text(0) } }
            let number = try #require(source.flatMap { Int64($0.dropFirst("schedule:".count)) })
            try await bench.journeys.runEntry(
                Job(
                    id: number, queue: "journeys", kind: Journeys.entryJob, payload: payload, attempt: 2, maxAttempts: 5,
                    due: bench.room.time.now))
            #expect(try await bench.runs().count == 2)
            #expect(try await bench.journeys.setState(first.id, .published).state == .published)
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().count == 2)
        }
    }
}

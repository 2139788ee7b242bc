import Identify
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct FailureTests {
    private func sending(_ template: Int, wait: Int = 10) -> String {
        #"{"entry":{"type":"event","event":"x"},"nodes":[{"id":"w","type":"wait","minutes":\#(wait),"next":"s"},{"id":"s","type":"send","template":\#(template),"next":""}]}"#
    }

    /// Asking for template 66 fails in the store.
    private func sabotage(_ store: any OperationalStore, _ words: String) async throws {
        try await store.write { tx in
            switch tx.engine {
            case .sqlite:
                try tx.execute(
                    "CREATE TRIGGER sabotage BEFORE INSERT ON job WHEN new.payload LIKE '%\(words)%' BEGIN SELECT RAISE(ABORT, 'sabotaged'); END"
                )
            case .postgres: try tx.execute("ALTER TABLE job ADD CONSTRAINT sabotage CHECK (payload NOT LIKE '%\(words)%')")
            }
        }
    }

    private func repair(_ store: any OperationalStore) async throws {
        try await store.write { tx in
            try tx.execute(tx.engine == .sqlite ? "DROP TRIGGER sabotage" : "ALTER TABLE job DROP CONSTRAINT sabotage")
        }
    }

    @Test(arguments: TestStores.available)
    func oneThatThrows_holdsUpNoOther_andGoesOnWhenItCan(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let ill = try await bench.publish(sending(66))
            let well = try await bench.publish(sending(7))
            try await sabotage(bench.room.store, #""template":66"#)
            for user in ["a", "b", "c"] { try await bench.happen("x", user) }
            try await bench.pass(minutes: 10)
            #expect(try await bench.sends().map(\.template) == [7, 7, 7])
            #expect(try await bench.runs().filter { !$0.isDone }.map(\.journey) == [ill.id, ill.id, ill.id])
            let failure = try #require(bench.journeys.failures[ill.id])
            #expect(bench.journeys.failures.count == 1 && failure.attempts == 1 && !failure.message.isEmpty)
            #expect(failure.retryAt == bench.room.time.now.adding(milliseconds: 1_000))
            // The next moment is that of the next try.
            #expect(try await bench.journeys.advanceDue() == failure.retryAt)
            // Twice as long each time, at most a minute; others go on.
            for attempt in 2...9 {
                let due = try #require(bench.journeys.failures[ill.id]).retryAt
                bench.room.time.advance(milliseconds: due.since(bench.room.time.now))
                try await bench.journeys.advanceDue()
                let now = try #require(bench.journeys.failures[ill.id])
                #expect(now.attempts == attempt && now.since == failure.since)
                #expect(now.retryAt.since(bench.room.time.now) == min(60_000, 1_000 << Int64(attempt - 1)))
            }
            try await bench.happen("x", "d")
            try await bench.pass(minutes: 10)
            #expect(try await bench.sends().filter { $0.template == 7 }.count == 4)
            try await repair(bench.room.store)
            try await bench.pass(minutes: 1)
            #expect(bench.journeys.failures.isEmpty)
            // Who came meanwhile began when it was tried again.
            try await bench.pass(minutes: 10)
            #expect(try await bench.sends().filter { $0.template == 66 }.count == 4)
            #expect(try await bench.isBalanced(ill.id))
            #expect(try await bench.isBalanced(well.id))
        }
    }

    /// One person whose run fails does not hold up the others of the same journey.
    @Test func onePerson_holdsUpNobodyElse() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(sending(7))
            for user in ["a", "b", "c"] { try await bench.happen("x", user) }
            let bad = try await bench.runs()[1]
            try await sabotage(bench.room.store, #""leaf":\#(bad.leaf.rawValue),%"template":7"#)
            try await bench.pass(minutes: 10)
            #expect(try await bench.runs().map(\.isDone) == [true, false, true])
            #expect(bench.journeys.failures[journey.id] != nil)
            // Ending it ends the failure.
            _ = try await bench.journeys.setState(journey.id, .ended)
            #expect(bench.journeys.failures.isEmpty)
        }
    }

    /// Whoever is due while somebody of the same journey fails goes on at that moment, not when that one is tried again.
    @Test(arguments: TestStores.available)
    func othersOfTheSameJourney_goOnAtTheirMoment(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(sending(7))
            try await bench.happen("x", "bad")
            let bad = try await bench.runs()[0]
            try await sabotage(bench.room.store, #""leaf":\#(bad.leaf.rawValue),%"template":7"#)
            try await bench.pass(minutes: 10)
            // By now it is tried once a minute.
            for _ in 0..<10 { try await bench.pass(minutes: 1) }
            let failure = try #require(bench.journeys.failures[journey.id])
            #expect(failure.attempts > 6 && failure.runs == 1 && failure.retryAt.since(bench.room.time.now) == 60_000)
            try await bench.happen("x", "good")
            #expect(try await bench.runs()[1].node == "w", "it began at once")
            try await bench.pass(minutes: 9, seconds: 59)
            #expect(try await bench.sends().isEmpty)
            // Just before the bad one is due again.
            try await bench.pass(seconds: 1)
            #expect(try await bench.sends().count == 1)
            #expect(try await bench.runs().map(\.isDone) == [false, true])
            #expect(bench.journeys.failures[journey.id]?.runs == 1)
            try await repair(bench.room.store)
            try await bench.pass(minutes: 1)
            #expect(try await bench.sends().count == 2 && bench.journeys.failures.isEmpty)
            #expect(try await bench.isBalanced(journey.id))
        }
    }

    private let branching = """
        {"entry":{"type":"event","event":"x"},"nodes":[{"id":"w","type":"wait","minutes":10,"next":"c"},
         {"id":"c","type":"condition","rule":{"tag":"bad"},"yes":"ill","no":"well"},
         {"id":"ill","type":"send","template":66,"next":""},{"id":"well","type":"send","template":7,"next":""}]}
        """

    /// These come in, the first of them first, and wait.
    private func comeIn(_ bench: JourneyBench, _ users: [String], tags: [String] = []) async throws {
        for user in users {
            let item = try await bench.room.see(
                "x", [Identifier(.userID, user)], source: 3, commands: tags.map { .tag(name: $0, group: "", on: true) })
            try await bench.room.react(JourneyReaction(bench.journeys), item)
        }
        try await bench.journeys.advanceDue()
    }

    /// More fail than are taken at a time, and those who can go on are due behind them.
    @Test(arguments: TestStores.available)
    func thoseBehindManyWhoFail_goOnAtTheirMoment(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(branching)
            let other = try await bench.publish(sending(8))
            try await sabotage(bench.room.store, #""template":66"#)
            try await comeIn(bench, (0..<230).map { "bad\($0)" }, tags: ["bad"])
            bench.room.time.advance(milliseconds: 1_000)
            try await comeIn(bench, ["a", "b", "c"])
            try await bench.pass(minutes: 10)
            let sends = try await bench.sends()
            #expect(sends.filter { $0.template == 7 }.count == 3 && sends.filter { $0.template == 8 }.count == 233)
            let failure = try #require(bench.journeys.failures[journey.id])
            #expect(failure.runs == 230 && failure.attempts == 1 && bench.journeys.failures[other.id] == nil)
            // The next moment is that of the next try.
            #expect(try await bench.journeys.advanceDue() == failure.retryAt)
            try await repair(bench.room.store)
            try await bench.pass(seconds: 1)
            #expect(try await bench.sends().filter { $0.template == 66 }.count == 230)
            #expect(bench.journeys.failures.isEmpty)
            #expect(try await bench.isBalanced(journey.id))
        }
    }

    /// However many of a journey rest, the others go on; those that rest are tried again so many in a minute, and all at once when it works again.
    @Test func moreThanAreTriedInAMinute_holdUpNobody() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(branching)
            try await sabotage(bench.room.store, #""template":66"#)
            try await comeIn(bench, (0..<520).map { "bad\($0)" }, tags: ["bad"])
            try await bench.pass(minutes: 10)
            try await comeIn(bench, ["a", "b", "c"])
            try await bench.pass(minutes: 10)
            #expect(try await bench.sends().map(\.template) == [7, 7, 7])
            #expect(bench.journeys.failures[journey.id]?.runs == 520)
            let now = bench.room.time.now
            let waits = try await bench.runs().filter { !$0.isDone }.map { $0.dueAt.since(now) }
            #expect(waits.count == 520 && waits.allSatisfy { $0 >= 62_400 }, "so that at most 500 are tried in a minute")
            try await repair(bench.room.store)
            // A change of the journey has all of them tried.
            _ = try await bench.journeys.setState(journey.id, .paused)
            _ = try await bench.journeys.setState(journey.id, .published)
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().filter { $0.template == 66 }.count == 520)
            #expect(bench.journeys.failures.isEmpty)
            #expect(try await bench.isBalanced(journey.id))
        }
    }

    /// Those that would rest for longer than a minute are tried as soon as others that failed go on.
    @Test func whoRestsForLong_isTriedOnceOthersGoOn() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(branching)
            try await sabotage(bench.room.store, #""template":66"#)
            try await comeIn(bench, (0..<520).map { "bad\($0)" }, tags: ["bad"])
            try await bench.pass(minutes: 10)
            try await repair(bench.room.store)
            // The first 500 after 1 s, the next after 60.12 s, 60.24 s … 62.4 s: twelve of them in more than a minute.
            try await bench.pass(seconds: 1)
            #expect(try await bench.sends().filter { $0.template == 66 }.count == 512)
            try await bench.pass(minutes: 1)
            #expect(try await bench.sends().filter { $0.template == 66 }.count == 520)
            #expect(bench.journeys.failures.isEmpty)
            #expect(try await bench.isBalanced(journey.id))
        }
    }

    /// When all of many fail it is the journey that looks broken; nobody is forgotten.
    @Test(arguments: TestStores.available)
    func aBrokenJourney_isToldAsAWhole(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let ill = try await bench.publish(sending(66))
            try await sabotage(bench.room.store, #""template":66"#)
            for number in 0..<25 { try await bench.happen("x", "u\(number)") }
            try await bench.pass(minutes: 10)
            var failure = try #require(bench.journeys.failures[ill.id])
            #expect(failure.runs == nil && failure.attempts == 1)
            try await bench.pass(seconds: 1)
            failure = try #require(bench.journeys.failures[ill.id])
            #expect(failure.runs == nil && failure.attempts == 2 && failure.retryAt.since(bench.room.time.now) == 2_000)
            try await repair(bench.room.store)
            try await bench.pass(seconds: 2)
            #expect(try await bench.sends().count == 25 && bench.journeys.failures.isEmpty)
            #expect(try await bench.isBalanced(ill.id))
        }
    }

    /// A failing journey of which nothing is due any more fails no longer.
    @Test func whoLeaves_takesTheFailureAlong() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(
                sending(66).replacing(#""nodes""#, with: #""exits":[{"event":"Unfollowed"}],"nodes""#))
            try await sabotage(bench.room.store, #""template":66"#)
            try await bench.happen("x", "a")
            try await bench.pass(minutes: 10)
            #expect(bench.journeys.failures[journey.id] != nil)
            try await bench.happen("Unfollowed", "a")
            try await bench.pass(minutes: 2)
            #expect(bench.journeys.failures.isEmpty)
            #expect(try await bench.journeys.advanceDue() == nil)
        }
    }
}

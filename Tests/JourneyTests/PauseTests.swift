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
    @Test func exitsGoalsAndAnswersDuringAPauseCount() async throws {
        try await JourneyBench.with(.sqlite) { bench in
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

    /// One that had not begun when the journey was paused.
    @Test func anExitBeforeTheBeginningCounts() async throws {
        try await JourneyBench.with(.sqlite) { bench in
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
}

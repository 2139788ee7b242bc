import Storage
import Testing

@testable import Path

@Suite struct CommitPaceTests {
    private static func pace(after steps: [(events: Int, milliseconds: Int)]) -> CommitPace {
        var pace = CommitPace()
        var now = ContinuousClock.now
        pace.note(0, at: now)
        for step in steps {
            now += .milliseconds(step.milliseconds)
            pace.note(step.events, at: now)
        }
        return pace
    }

    @Test func few_waitLeast() {
        #expect(CommitPace().between == .milliseconds(30))
        #expect(Self.pace(after: [(1, 10_000)]).between == .milliseconds(30))
        #expect(Self.pace(after: Array(repeating: (30, 30), count: 50)).between == .milliseconds(30))
    }

    @Test func many_gatherLonger_upToAFifthOfASecond() {
        #expect(Self.pace(after: Array(repeating: (150, 30), count: 50)).between == .milliseconds(99))
        #expect(Self.pace(after: Array(repeating: (3_000, 30), count: 50)).between == .milliseconds(200))
    }

    @Test func oneBatchAfterAPause_isNoFlood_andAPauseEndsOne() {
        #expect(Self.pace(after: [(100, 30)]).between == .milliseconds(30))
        let flood = Array(repeating: (3_000, 30), count: 50)
        #expect(Self.pace(after: flood + [(1, 1_000)]).between == .milliseconds(30))
    }

    /// A backlog is worked off without rests, whatever the size of its events.
    @Test(arguments: [350, 1_000, 2_000]) func aBacklogWaitsForNothing(bytes: Int) {
        let whole = (Int64(1)...Int64(Projector.bytesPerRead / (bytes * 100))).map {
            InboxBatch(sequence: $0, payload: [UInt8](repeating: 0, count: bytes * 100), count: 100)
        }
        for group in Projector.groups(of: whole) { #expect(!Projector.waits(after: group, of: whole)) }
        let few = Array(whole.prefix(3))
        #expect(Projector.groups(of: few).map { Projector.waits(after: $0, of: few) } == [true])
    }
}

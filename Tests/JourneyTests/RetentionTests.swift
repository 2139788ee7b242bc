import Identify
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct RetentionTests {
    private func journey(_ mode: String) -> String {
        #"{"entry":{"type":"event","event":"x"},"entryMode":{\#(mode)},"nodes":[{"id":"w","type":"wait","minutes":500000,"next":""}],"exits":[{"event":"out"}]}"#
    }

    @Test(arguments: TestStores.available)
    func oldRunsGo_neverOneThatGoesOn(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let free = try await bench.publish(journey(#""mode":"after_exit""#))
            let once = try await bench.publish(journey(#""mode":"once""#))
            for number in 0..<260 { try await bench.happen("x", "u\(number)") }
            for number in 0..<250 { try await bench.happen("out", "u\(number)") }
            bench.room.time.advance(milliseconds: 10 * 86_400_000)
            try await bench.happen("out", "u250")
            let before = bench.room.time.now.adding(milliseconds: -86_400_000)
            let steps = {
                try await bench.room.store.read { tx in try tx.first("SELECT count(*) FROM journey_step", []) { $0.integer(0) } ?? 0 }
            }
            let all = try await steps()
            #expect(try await bench.journeys.removeRuns(endedBefore: before) == 500)
            let runs = try await bench.runs()
            #expect(runs.filter { $0.journey == free.id }.count == 10 && runs.filter { $0.journey == once.id }.count == 260)
            #expect(runs.filter { !$0.isDone }.count == 18)
            #expect(try await steps() == all - 500 * 3)
            #expect(try await bench.journeys.removeRuns(endedBefore: before) == 0)
            // Once is once, however long ago.
            try await bench.happen("x", "u0")
            #expect(try await bench.runs().filter { $0.journey == once.id }.count == 260)
            #expect(try await bench.runs().filter { $0.journey == free.id }.count == 11)
            _ = try await bench.journeys.setState(once.id, .ended)
            #expect(try await bench.journeys.removeRuns(endedBefore: before) == 250)
            #expect(try await bench.journeys.counts(of: once.id, version: nil).counts[""]?["entered"] == 260)
        }
    }
}

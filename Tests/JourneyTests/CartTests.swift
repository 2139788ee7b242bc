import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct CartTests {
    @Test(arguments: TestStores.available)
    func cartWithoutOrderAndFrequentPayer_getsOneMessage(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let journey = try await bench.publish(cartJourney)
            try await bench.happen("Product Added", "payer", tags: ["高频付费"])
            try await bench.happen("Product Added", "other")
            try await bench.pass(minutes: 29)
            #expect(try await bench.sends().isEmpty)
            try await bench.pass(minutes: 1, seconds: 6)
            let sends = try await bench.sends()
            #expect(sends.count == 1 && sends[0].template == 7 && sends[0].cause.hasSuffix("node:s"))
            #expect(try await bench.runs().allSatisfy(\.isDone))
            #expect(try await bench.isBalanced(journey.id))
            try await bench.pass(minutes: 500)
            #expect(try await bench.sends().count == 1)
            let steps = try await bench.journeys.run(try await bench.runs()[1].id).steps
            #expect(steps.map(\.kind) == ["entered", "wait", "timeout", "no", "completed"])
            #expect(steps[3].detail["why"]?["held"]?.bool == false)
        }
    }

    /// The order at 29:59, 30:00 and 30:01; one that happened in time and arrives late.
    @Test(arguments: [(1_799, 0, true), (1_800, 0, true), (1_801, 0, false), (1_799, 4, true)])
    func theOrderAroundTheTimeout(occurred: Int64, late: Int64, matches: Bool) async throws {
        try await JourneyBench.with(.sqlite) { bench in
            _ = try await bench.publish(cartJourney)
            let start = bench.room.time.now
            try await bench.happen("Product Added", "payer", tags: ["高频付费"])
            bench.room.time.advance(milliseconds: (occurred + late) * 1_000)
            try await bench.happen("Order Completed", "payer", occurred: start.adding(milliseconds: occurred * 1_000))
            try await bench.pass(seconds: 10)
            #expect(try await bench.sends().count == (matches ? 0 : 1))
        }
    }

    @Test func aThousandRepeatsMakeOneRun() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            let journey = try await bench.publish(cartJourney)
            for _ in 0..<1_000 {
                try await bench.room.react(
                    JourneyReaction(bench.journeys), try await bench.room.see("Product Added", [Identifier(.userID, "u")], source: 3))
            }
            try await bench.journeys.advanceDue()
            #expect(try await bench.runs().count == 1)
            #expect(try await bench.journeys.counts(of: journey.id, version: nil).counts[""]?["dropped_inside"] == 999)
        }
    }

    /// The same events handed over again after a crash, and timers run again: nothing happens twice.
    @Test func repeatingChangesNothing() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            _ = try await bench.publish(cartJourney)
            let item = try await bench.happen("Product Added", "u", tags: ["高频付费"])
            try await bench.pass(minutes: 31)
            try await bench.room.store.write { tx in try tx.execute("UPDATE journey_run SET ended_at = 0") }
            try await bench.room.react(JourneyReaction(bench.journeys), item)
            try await bench.journeys.advanceDue()
            #expect(try await bench.runs().count == 1)
            // The clock goes back: a node that is done does not fire again.
            bench.room.time.advance(milliseconds: -3_600_000)
            try await bench.journeys.advanceDue()
            try await bench.pass(minutes: 120)
            #expect(try await bench.sends().count == 1)
        }
    }
}

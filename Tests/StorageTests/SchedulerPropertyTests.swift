import TestKit
import Testing

@testable import Storage

@Suite struct SchedulerPropertyTests {
    /// Any interleaving of pushes and pops: the first lane that has something, oldest first.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func laneQueue_keepsItsOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = LaneQueue<Int>()
        var model: [[Int]] = [[], [], []]
        for number in 0..<3000 {
            if Int.random(in: 0..<100, using: &random) < (number % 600 < 300 ? 70 : 35) {
                let lane = WriteLane.allCases.randomElement(using: &random)!
                queue.push(number, lane)
                model[lane.rawValue].append(number)
            } else {
                let lane = model.firstIndex { !$0.isEmpty }
                let expected = lane.map { model[$0].removeFirst() }
                #expect(queue.pop() == expected, "seed \(seed)")
            }
            #expect(queue.isEmpty == model.allSatisfy(\.isEmpty))
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func retryDelay_growsToItsCap_andJittersWithinBounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = RetryPolicy(
            base: Int64.random(in: 1...60_000, using: &random), cap: Int64.random(in: 60_000...86_400_000, using: &random))
        for attempt in [1, 2, 3, 5, 10, 20, 40, 64, 100, 1_000_000] {
            let plain = min(Double(policy.base) * Double.pow2(min(attempt - 1, 60)), Double(policy.cap))
            let delay = policy.delay(afterAttempt: attempt, random: random.next())
            #expect(Double(delay) >= plain * 0.75 - 1 && Double(delay) <= plain * 1.25 + 1, "attempt \(attempt), seed \(seed)")
        }
        #expect(policy.delay(afterAttempt: 1, random: 0) != policy.delay(afterAttempt: 1, random: 1) || policy.base < 2)
    }
}

extension Double {
    fileprivate static func pow2(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { value, _ in value * 2 } }
}

import TestKit
import Testing
import Vocabulary

@testable import Lead

@Suite struct ChooserTests {
    private func candidate(
        _ id: Int64, weight: Int64 = 1, load: Int64 = 0, capacity: Int64 = 10, idle: Int64? = nil, blocked: [String] = []
    ) -> Candidate {
        Candidate(id: id, name: "P\(id)", blocked: blocked, weight: weight, load: load, capacity: capacity, turn: 0, idle: idle, leads: 0)
    }

    private func draw(_ weights: [Int64], _ count: Int) -> String {
        var all = weights.enumerated().map { candidate(Int64($0.offset), weight: $0.element) }
        return (0..<count).map { _ in
            let choice = Chooser.roundRobin(all)!
            for place in all.indices { all[place].turn = choice.turns[place] }
            return String(UnicodeScalar(UInt8(65 + choice.chosen)))
        }.joined()
    }

    /// The vectors of facts/leads-loyalty.md A6.
    @Test func smoothWeightedRoundRobin() {
        #expect(draw([5, 1, 1], 7) == "AABACAA")
        #expect(draw([3, 2, 1], 6) == "ABACBA")
    }

    @Test func balancedTakesTheSmallestShareThenTheLongestIdle() {
        #expect(Chooser.balanced([candidate(1, load: 2, capacity: 4), candidate(2, load: 2, capacity: 10)]) == 1)
        #expect(Chooser.balanced([candidate(1, idle: 5), candidate(2, idle: 50), candidate(3, idle: 7)]) == 1)
        #expect(Chooser.balanced([candidate(1, idle: 5), candidate(2)]) == 1)
        #expect(Chooser.balanced([candidate(1, blocked: ["LEAVE"])]) == nil)
    }

    /// What is stored leads to the same choice again, in both modes, whatever the candidates.
    @Test func recomputingGivesTheSameWinner() throws {
        var dice = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let all = (1...Int64.random(in: 1...9, using: &dice)).map { id -> Candidate in
                var one = candidate(
                    id, weight: .random(in: 1...2000, using: &dice), load: .random(in: 0...5, using: &dice),
                    capacity: .random(in: 1...9, using: &dice),
                    idle: Bool.random(using: &dice) ? .random(in: 0...99, using: &dice) : nil,
                    blocked: Int.random(in: 0...3, using: &dice) == 0 ? ["LEAVE"] : [])
                one.turn = .random(in: -3000...3000, using: &dice)
                return one
            }
            for mode in [AssignPolicy.Mode.roundRobin, .balanced] {
                guard let choice = Chooser.choose(mode, all) else { continue }
                let stored = Explanation(
                    mode: mode.rawValue, policy: 1, policyVersion: 1, candidates: all, relaxed: [], winner: all[choice.chosen].id)
                let read = try #require(Explanation(try JSONValue(parsing: stored.json.bytes)))
                #expect(read.recomputed == stored.winner)
            }
        }
    }
}

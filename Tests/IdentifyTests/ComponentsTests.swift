import TestKit
import Testing
import Vocabulary

@testable import Identify

@Suite struct ComponentsTests {
    @Test(arguments: 0..<20)
    func unions_matchTheNaiveModel_andMembersAreRings(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var components = Components()
        let count = UInt32.random(in: 2...60, using: &random)
        components.grow(to: count)
        var naive = (0...count).map { $0 }
        var edges: [(UInt32, UInt32)] = []
        for leaf in 1...count where Bool.random(using: &random) {
            components.setMark(
                LeafMark(classMark: leaf, strength: Strength.allCases.randomElement(using: &random)!, trust: .trusted), of: leaf)
        }
        for _ in 0..<count {
            let a = UInt32.random(in: 1...count, using: &random)
            let b = UInt32.random(in: 1...count, using: &random)
            components.union(a, b)
            edges.append((a, b))
            let low = min(naive[Int(a)], naive[Int(b)])
            let high = max(naive[Int(a)], naive[Int(b)])
            for leaf in naive.indices where naive[leaf] == high { naive[leaf] = low }
        }
        #expect(components.canonical == naive)
        var loaded = Components()
        loaded.grow(to: count)
        for (a, b) in edges.shuffled(using: &random) { loaded.loadUnion(a, b) }
        loaded.finishLoading()
        #expect(loaded.canonical == naive)
        for leaf in 1...count {
            let expected = (1...count).filter { naive[Int($0)] == naive[Int(leaf)] }
            #expect(components.members(of: leaf) == expected)
            #expect(loaded.members(of: leaf) == expected)
            var keys: [UInt32] = []
            components.forEachKey(of: naive[Int(leaf)]) {
                keys.append($0)
                return true
            }
            #expect(keys.sorted() == expected.filter { (components.mark(of: $0)?.strength ?? .weak) >= .medium })
        }
    }

    @Test func separate_thenUnionAgain_keepsDecidingMembers() {
        var components = Components()
        for leaf in 1...4 as ClosedRange<UInt32> {
            components.setMark(LeafMark(classMark: 3, strength: .strong, trust: .trusted), of: leaf)
        }
        for leaf in 2...4 as ClosedRange<UInt32> { components.union(1, leaf) }
        components.separate([1, 2, 3, 4])
        components.union(3, 4)
        #expect(components.canonical == [0, 1, 2, 3, 3])
        var keys: [UInt32] = []
        components.forEachKey(of: 3) {
            keys.append($0)
            return true
        }
        #expect(keys.sorted() == [3, 4])
    }

    @Test func mark_ofUnknownOrForgottenLeaf_isNil() {
        var components = Components()
        components.setMark(LeafMark(classMark: 9, strength: .medium, trust: .claimed), of: 2)
        #expect(components.mark(of: 1) == nil)
        #expect(components.mark(of: 3) == nil)
        #expect(components.mark(of: 2) == LeafMark(classMark: 9, strength: .medium, trust: .claimed))
        components.forget(2)
        #expect(components.mark(of: 2) == nil)
        #expect(components.canonical(of: 77) == 77)
    }
}

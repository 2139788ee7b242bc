import Storage
import TestKit
import Testing
import Vocabulary

@testable import Identify

@Suite struct IdentityRulesTests {
    @Test func standard_strengths() {
        let rules = IdentityRules.standard
        let phone = Identifier(.phone, "13800138000")
        #expect(rules.strength(of: phone, verified: false, trust: .trusted) == .medium)
        #expect(rules.strength(of: phone, verified: true, trust: .trusted) == .strong)
        #expect(rules.strength(of: phone, verified: true, trust: .claimed) == .medium)
        #expect(rules.strength(of: Identifier(IdentifierKind("tmall_id"), "1"), verified: false, trust: .trusted) == .weak)
        #expect(rules.rule(of: .openID).exclusive)
        #expect(!rules.rule(of: .phone).exclusive)
    }

    @Test func classMark_tellsKindsAndScopesApart() {
        let exclusive = IdentityRules.standard.exclusiveKinds
        let marks = [
            Identifier(.openID, "x", scope: "wx1"), Identifier(.openID, "x", scope: "wx2"), Identifier(.userID, "x"),
            Identifier(.phone, "x"),
            Identifier(.email, "x"),
        ].map { IdentifierClass($0).mark(exclusiveKinds: exclusive) }
        #expect(Set(marks).count == marks.count)
        #expect(marks.map(IdentifierClass.isExclusive) == [true, true, true, false, false])
        #expect(IdentifierClass(Identifier(.openID, "a", scope: "s")) == IdentifierClass(Identifier(.openID, "b", scope: "s")))
        #expect(IdentifierClass(Identifier(.openID, "a", scope: "s")).stored >= 0)
    }

    @Test func cache_keepsWhatIsAsked_andIsBounded() {
        var cache = GenerationCache<Int, Int>(capacity: 10)
        for key in 0..<1_000 {
            cache.set(key, for: key)
            #expect(cache.value(for: 0) == 0)
        }
        #expect(cache.value(for: 5) == nil)
        #expect(cache.young.count + cache.old.count <= 20)
        cache.remove(0)
        #expect(cache.value(for: 0) == nil)
    }

    @Test(arguments: TestStores.available)
    func changedRules_countAfterReload(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1"))
            var rules = world.graph.rules
            rules.kinds[.phone] = IdentityRules.KindRule(.strong, exclusive: true)
            world.graph.setRules(rules)
            try await world.graph.reload()
            try await world.see(event("u1", "p2"))
            #expect(try await world.groups("u1", "p1", "p2") == ["p1+u1", "p2"])
            #expect(try await world.conflicts().count == 1)
        }
    }
}

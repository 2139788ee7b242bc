import Identify
import Storage
import TestKit
import Testing
import Vocabulary

/// What people do by hand: merge, unbind, decide, forget.
@Suite struct PeopleTests {
    @Test(arguments: TestStores.available)
    func mergeThenUnbind_givesEachSideBackItsOwn(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1"), event("u1", "p1"), event("u2", "a2"))
            try await world.merge("u1", "u2")
            #expect(try await world.groups("u1", "a1", "p1", "u2", "a2") == ["a1+a2+p1+u1+u2"])
            try await world.see(event("u1", "a2"))
            let owners = try await world.unbind("u1")
            #expect(try await world.groups("u1", "a1", "p1", "u2", "a2") == ["a1+p1+u1", "a2+u2"])
            #expect(owners.count == 2)
            #expect(owners.first == world.graph.canonical(of: try #require(try await world.leaf("u1"))))
            try await world.see(event("u1", "a2"), event("u2", "a1"), alias("u1", "u2"))
            #expect(try await world.groups("u1", "a1", "p1", "u2", "a2") == ["a1+p1+u1", "a2+u2"], "they never link again by themselves")
            #expect(try await world.conflicts().isEmpty)
            try await world.merge("u2", "u1")
            #expect(try await world.groups("u1", "u2") == ["u1+u2"], "but a person may merge them again")
            try await world.graph.reload()
            #expect(try await world.groups("u1", "u2") == ["u1+u2"])
        }
    }

    @Test(arguments: TestStores.available)
    func unbind_undoesTheNewestMergeOnly(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1"), event("u2", "a2"), event("u3", "a3"))
            try await world.merge("a1", "a2")
            try await world.merge("u1", "u3")
            try await world.unbind("u3")
            #expect(try await world.groups("u1", "u2", "u3", "a1", "a2", "a3") == ["a1+a2+u1+u2", "a3+u3"])
            try await world.unbind("u1")
            #expect(try await world.groups("u1", "u2", "u3", "a1", "a2", "a3") == ["a1+u1", "a2+u2", "a3+u3"])
        }
    }

    @Test(arguments: TestStores.available)
    func unbind_ofAPlainIdentifier_staysAway(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1"), event("u1", "a1"))
            try await world.unbind("p1")
            try await world.see(event("u1", "p1"), event("a1", "p1", trust: .claimed), event("u1", "v1"))
            #expect(
                try await world.groups("u1", "a1", "p1") == ["a1+u1", "p1"], "also not through another identifier of the same customer")
            try await world.graph.reload()
            try await world.see(event("a1", "p1"))
            #expect(try await world.groups("u1", "a1", "p1") == ["a1+u1", "p1"])
            try await world.see(event("u2", "p1"))
            #expect(try await world.groups("u1", "p1", "u2") == ["p1+u2", "u1"], "somebody else may have it now")
            #expect(try await world.unbind("a1").count == 2)
            #expect(try await world.unbind("a1").count == 1, "alone already")
        }
    }

    @Test(arguments: TestStores.available)
    func unbind_ofAnAliasedAccount_bringsBothSidesBack(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1"), event("u2", "a2"), alias("u1", "u2"))
            let graph = world.graph
            let first = try #require(try await world.leaf("u1"))
            let parts = try await world.store.read { tx in try graph.mergedParts(of: first, in: tx) }
            #expect(parts.count == 1)
            #expect(parts.first?.reason == "alias")
            try await world.unbind("u2")
            #expect(try await world.groups("u1", "u2", "a1", "a2") == ["a1+u1", "a2+u2"])
        }
    }

    @Test(arguments: TestStores.available)
    func graph_showsNodesLinksAndHistory(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1", at: 1_000), event("u2", at: 2_000))
            try await world.merge("u2", "u1")
            try await world.unbind("u2")
            let graph = world.graph
            let leaf = try #require(try await world.leaf("u1"))
            let shown = try await world.store.read { tx in try graph.graph(of: leaf, in: tx) }
            #expect(shown.nodes.map(\.identifier) == [id("u1"), id("a1")])
            #expect(shown.former.map(\.identifier) == [id("u2")])
            #expect(shown.edges.count == 1)
            #expect(shown.edges.first?.source == 7)
            #expect(
                shown.history.map(\.action) == [.unbound, .merged, .linked] || shown.history.map(\.action) == [.merged, .unbound, .linked])
            #expect(shown.history.filter { $0.action == .merged }.map(\.reason) == ["asked by phone"])
            #expect(shown.history.last?.actor == "source:7")
        }
    }

    @Test(arguments: TestStores.available)
    func merge_ofSomebodyUnknown_isNotFound(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1"))
            await #expect(throws: LianluError.self) { try await world.merge("u1", "u2") }
            await #expect(throws: LianluError.self) { try await world.unbind("u2") }
            try await world.merge("u1", "u1")
            #expect(try await world.groups("u1") == ["u1"])
        }
    }

    @Test(arguments: TestStores.available, [true, false])
    func conflict_decided(engine: OperationalEngine, merge: Bool) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "x1"), event("u2", "a2"), event("u2", "x1"))
            let conflict = try #require(try await world.conflicts().first)
            let graph = world.graph
            let decided = try await graph.transact { tx in try graph.decide(conflict.id, merge: merge, act, in: tx) }
            #expect(decided.status == (merge ? .merged : .keptApart))
            #expect(decided.decidedBy == "account:1")
            try await world.see(event("u2", "x1"), event("u1", "x1"))
            #expect(try await world.groups("u1", "x1", "u2", "a2") == (merge ? ["a2+u1+u2+x1"] : ["a2+u2", "u1+x1"]))
            #expect(try await world.conflicts().count == 1, "it is not asked again")
            await #expect(throws: LianluError.self) {
                _ = try await graph.transact { tx in try graph.decide(conflict.id, merge: merge, act, in: tx) }
            }
            if merge {
                try await world.unbind("u2")
                #expect(try await world.groups("u1", "x1", "u2", "a2") == ["a2+u2", "u1+x1"])
            }
        }
    }

    @Test(arguments: TestStores.available)
    func merge_settlesOpenConflicts(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "x1"), event("u2", "x1"))
            try await world.merge("u1", "u2")
            #expect(try await world.conflicts().map(\.status) == [.merged])
        }
    }

    @Test(arguments: TestStores.available)
    func forget_buriesIdentifiers_andRefusesThemForEver(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1"), event("u2", "a2"), event("u3", "p3"))
            try await world.merge("u2", "u3")
            let leaves = world.graph.leaves(of: try #require(try await world.leaf("u1")))
            let graph = world.graph
            let store = world.store
            for expected in [2, 0] {
                let gone = try await store.write { tx in try graph.forget(leaves, at: Instant(milliseconds: 5_000), in: tx) }
                #expect(gone == expected)
            }
            for restart in [false, true] {
                if restart { try await graph.reload() }
                let results = try await world.see(event("u1"), event("a1"), event("u1", "a9"), event("a1", "u2"), alias("a1", "u1"))
                #expect(results.map(\.refused) == ["erased", "erased", "erased", nil, "erased"])
                #expect(results[3].leaf == (try await world.leaf("u2")))
                #expect(try await world.leaf("a9") == nil)
                #expect(try await world.leaf("a1") == nil)
            }
            try await world.see(event("u4"))
            #expect(try await world.leaf("u4") == LeafNumber(7), "numbers are never given again")
            #expect(try await world.groups("u2", "u3", "p3", "a2") == ["a2+p3+u2+u3"])
            #expect(try await world.naiveMap() == graph.canonicalMap())
            _ = try await store.write { tx in try graph.readmit(id("u1"), in: tx) }
            #expect(try await world.see(event("u1")).first?.refused == nil)
        }
    }

    @Test(arguments: TestStores.available)
    func failedTransaction_leavesNoTrace(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "a1"), event("u2", "a2"))
            let graph = world.graph
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await graph.transact { tx in
                    try graph.merge(from: id("u1"), into: id("u2"), act, in: tx)
                    _ = try graph.resolve([event("u3", "a1"), event("u9")], in: tx)
                    throw Stop()
                }
            }
            #expect(try await world.groups("u1", "a1", "u2", "a2", "u9") == ["a1+u1", "a2+u2"])
            #expect(graph.leafCount == 4)
            try await world.see(event("u9"))
            #expect(try await world.leaf("u9") == LeafNumber(5))
        }
    }
}

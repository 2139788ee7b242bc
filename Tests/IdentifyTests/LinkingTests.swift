import Identify
import Storage
import TestKit
import Testing
import Vocabulary

/// What happens to who is who, case by case.
@Suite struct LinkingTests {
    struct Case: Sendable {
        var name: String
        var events: [IncomingEvent]
        var expected: [String]
        var conflicts: Int

        init(_ name: String, _ events: [IncomingEvent], _ expected: [String], conflicts: Int = 0) {
            self.name = name
            self.events = events
            self.expected = expected
            self.conflicts = conflicts
        }
    }

    static let cases: [Case] = [
        Case("a visitor who signs in", [event("a1"), event("u1", "a1")], ["a1+u1"]),
        Case("a shared device: the second login neither merges nor conflicts", [event("u1", "d1"), event("u2", "d1")], ["d1+u1", "u2"]),
        Case(
            "a shared device in one batch with browser keys", [event("u1", "a1", trust: .claimed), event("u2", "a1", trust: .claimed)],
            ["a1+u1", "u2"]),
        Case("one person on many devices", [event("u1", "d1"), event("u1", "d2"), event("a1", "d2")], ["a1+d1+d2+u1"]),
        Case("a device does not join two people known by different kinds", [event("u1", "d1"), event("x1", "d1")], ["d1+u1", "x1"]),
        Case("user id and union id together", [event("u1"), event("x1", "a1"), event("u1", "x1")], ["a1+u1+x1"]),
        Case(
            "two user ids with one union id: a person decides", [event("u1", "x1"), event("u2", "x1"), event("u2", "x1")], ["u1+x1", "u2"],
            conflicts: 1),
        Case("the same claimed by a browser: nothing", [event("u1", "x1"), event("u2", "x1", trust: .claimed)], ["u1+x1", "u2"]),
        Case("a POS order with the phone the app knows", [event("u1", "p1"), event("m1", "p1")], ["m1+p1+u1"]),
        Case("two accounts with one phone: no conflict, first keeps it", [event("u1", "p1"), event("u2", "p1")], ["p1+u1", "u2"]),
        Case(
            "two accounts with one verified phone: a person decides", [event("u1", "v1"), event("u2", "v1")], ["u2", "u1+v1"].sorted(),
            conflicts: 1),
        Case("a phone typed by staff after it was verified for somebody", [event("u1", "v1"), event("u2", "p1")], ["p1+u1", "u2"]),
        Case("a phone form on a visitor's browser", [event("a1"), event("a1", "p1", trust: .claimed)], ["a1+p1"]),
        Case(
            "a phone form never joins a known visitor to another known person",
            [event("u1", "p1"), event("u2", "a1"), event("a1", "p1", trust: .claimed)], ["a1+u2", "p1+u1"]),
        Case(
            "a tablet on the counter is not one customer", [event("d1", "p1", trust: .claimed), event("d1", "p2", trust: .claimed)],
            ["d1+p1", "p2"]),
        Case(
            "an account may state a second phone", [event("u1", "p1", trust: .claimed), event("u1", "p2", trust: .claimed)], ["p1+p2+u1"]),
        Case("alias of a visitor to an account", [event("a1"), alias("a1", "u1")], ["a1+u1"]),
        Case("alias replaces an account id", [event("u1", "a1"), event("u2", "a2"), alias("u1", "u2")], ["a1+a2+u1+u2"]),
        Case("alias chain", [alias("u1", "u2"), alias("u2", "u3")], ["u1+u2", "u3"], conflicts: 1),
        Case(
            "alias of somebody with two account ids is a conflict", [alias("u1", "u2"), alias("u1", "u3")], ["u1+u2", "u3"], conflicts: 1),
        Case(
            "alias across two union ids is a conflict", [event("u1", "x1"), event("u2", "x2"), alias("u1", "u2")], ["u1+x1", "u2+x2"],
            conflicts: 1),
        Case("alias of a shared device is no conflict", [event("u1", "a1"), alias("a1", "u2")], ["a1+u1", "u2"]),
        Case("alias claimed by a browser does not replace", [event("u1"), event("u2"), alias("u1", "u2", trust: .claimed)], ["u1", "u2"]),
        Case("alias to itself", [alias("u1", "u1")], ["u1"]),
        Case(
            "alias states what a weak link may not: two kinds of one person", [event("x1", "a1"), event("u1"), alias("a1", "u1")],
            ["a1+u1+x1"]),
    ]

    /// Each case in one batch and event by event.
    @Test(arguments: TestStores.available, [true, false])
    func linking(engine: OperationalEngine, inOneBatch: Bool) async throws {
        let all = ["u1", "u2", "u3", "x1", "x2", "m1", "p1", "p2", "v1", "d1", "d2", "a1", "a2"]
        try await World.with(engine) { world in
            for given in Self.cases {
                try await world.clear()
                if inOneBatch {
                    try await world.see(given.events)
                } else {
                    for event in given.events { try await world.see(event) }
                }
                let wanted = all.filter { short in given.expected.contains { $0.split(separator: "+").contains(Substring(short)) } }
                var groups: [LeafNumber: [String]] = [:]
                for short in wanted {
                    let leaf = try #require(try await world.leaf(short), "\(short) is known")
                    groups[world.graph.canonical(of: leaf), default: []].append(short)
                }
                #expect(groups.values.map { $0.sorted().joined(separator: "+") }.sorted() == given.expected, "\(given.name)")
                #expect(try await world.conflicts().count == given.conflicts, "\(given.name)")
                #expect(try await world.naiveMap() == world.graph.canonicalMap(), "\(given.name)")
            }
        }
    }

    @Test(arguments: TestStores.available)
    func event_isStoredUnderItsStrongestIdentifier(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            let results = try await world.see(event("a1", "p1", "u1"), event("a1"), event(), event("p1", "a1"))
            let (user, phone, anonymous) = (try await world.leaf("u1"), try await world.leaf("p1"), try await world.leaf("a1"))
            #expect(results.map(\.leaf) == [user, anonymous, LeafNumber(0), phone])
            #expect(Set([user, phone, anonymous].map { $0?.rawValue }) == [1, 2, 3])
            #expect(results.allSatisfy { $0.refused == nil })
        }
    }

    @Test(arguments: TestStores.available)
    func strengthAndTrust_areRaisedNeverLowered(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("p1", trust: .claimed))
            try await world.see(event("v1"))
            try await world.see(event("p1", trust: .claimed))
            let leaf = try #require(try await world.leaf("p1"))
            let known = try await world.store.read { tx in try IdentityGraph.identifiers(of: [leaf], in: tx) }
            #expect(known.map(\.strength) == [.strong])
            #expect(known.map(\.trust) == [.trusted])
            try await world.graph.reload()
            try await world.see(event("u1", "v1"), event("u2", "v1"))
            #expect(try await world.conflicts().count == 1)
        }
    }

    @Test(arguments: TestStores.available)
    func claimedLink_isConfirmedByATrustedSource(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1", trust: .claimed))
            try await world.see(event("u1", "p1"), event("u1", "p1", trust: .claimed))
            let graph = world.graph
            let shown = try await world.store.read { tx in try graph.graph(of: LeafNumber(1), in: tx) }
            #expect(shown.edges.map(\.strength) == [.medium])
        }
    }

    @Test(arguments: TestStores.available)
    func conflict_countsUp_inOneOpenRow(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "x1"), event("u2", "x1", at: 2_000), event("u2", "x1", at: 3_000))
            try await world.see(event("u2", "x1", at: 4_000))
            let conflict = try #require(try await world.conflicts().first)
            #expect(try await world.conflicts().count == 1)
            #expect(conflict.seen == 3)
            #expect(conflict.createdAt.milliseconds == 2_000)
            #expect(conflict.lastSeen.milliseconds == 4_000)
            #expect(conflict.evidence["event"]?.string == "Seen")
            #expect(!conflict.evidence.text.contains("union"))
        }
    }

    @Test(arguments: TestStores.available)
    func sourceUnbind_partsAndANewerEventLinksAgain(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1", at: 1_000))
            try await world.see(event("u1", "p1", at: 2_000, commands: [.unbind(id("p1"))]))
            #expect(try await world.groups("u1", "p1") == ["p1", "u1"])
            try await world.see(event("u1", "p1", at: 1_500))
            #expect(try await world.groups("u1", "p1") == ["p1", "u1"], "a late event does not undo it")
            try await world.graph.reload()
            try await world.see(event("u1", "p1", at: 1_600))
            #expect(try await world.groups("u1", "p1") == ["p1", "u1"], "nor after a restart")
            try await world.see(event("u1", "p1", at: 3_000))
            #expect(try await world.groups("u1", "p1") == ["p1+u1"])
            try await world.see(event("u1", at: 4_000, commands: [.unbind(id("p9"))]))
            #expect(try await world.leaf("p9") == nil, "unbinding the unknown makes nobody")
        }
    }

    @Test(arguments: TestStores.available)
    func sourceUnbind_inTheBatchThatLinked(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event("u1", "p1", at: 1_000), event("u1", "a1", at: 1_000), event("p1", at: 2_000, commands: [.unbind(id("p1"))]),
                event("u1", "e1", at: 2_000))
            #expect(try await world.groups("u1", "p1", "a1", "e1") == ["a1+e1+u1", "p1"])
            #expect(try await world.naiveMap() == world.graph.canonicalMap())
        }
    }

    @Test(arguments: TestStores.available)
    func sourceUnbind_claimed_endsWeakLinksOnly_andNeverAPersonsMerge(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1"), event("u1", at: 2_000, commands: [.unbind(id("p1"))]))
            try await world.see(event("u2", "p2"), event("u2", trust: .claimed, at: 2_000, commands: [.unbind(id("p2"))]))
            try await world.see(event("u3"))
            try await world.merge("u3", "u2")
            try await world.see(event("u2", at: 3_000, commands: [.unbind(id("u3"))]))
            #expect(try await world.groups("u1", "p1", "u2", "p2", "u3") == ["p1", "p2+u2+u3", "u1"])
        }
    }

    @Test(arguments: TestStores.available)
    func middleIdentifierUnbound_directLinksKeepTheRestTogether(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("u1", "p1"), event("m1", "p1"), event("u1", "m1"), event("u1", "e1"))
            try await world.unbind("p1")
            #expect(try await world.groups("u1", "m1", "p1", "e1") == ["e1+m1+u1", "p1"])
        }
    }
}

import Identify
import Storage
import TestKit
import Testing
import Vocabulary

/// Random lives of a few identifiers, held against a naive model.
@Suite struct IdentityPropertyTests {
    static let users = ["u1", "u2", "u3", "u4", "x1", "x2", "x3", "m1", "m2"]
    static let all = users + ["p1", "p2", "p3", "v1", "v2", "a1", "a2", "a3", "a4", "d1", "d2"]

    static func randomEvent(_ random: inout SeededGenerator, at: Int64) -> IncomingEvent {
        let trust: Trust = Int.random(in: 0..<3, using: &random) == 0 ? .claimed : .trusted
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return alias(all.randomElement(using: &random)!, all.randomElement(using: &random)!, trust: trust, at: at)
        case 1:
            let other = all.randomElement(using: &random)!
            return event([all.randomElement(using: &random)!], trust: trust, at: at, commands: [.unbind(id(other))])
        default:
            return event((0..<Int.random(in: 1...3, using: &random)).map { _ in all.randomElement(using: &random)! }, trust: trust, at: at)
        }
    }

    /// Many lives on the embedded engine, a few where each statement is a trip.
    static let lives = TestStores.available.flatMap { engine in (0..<(engine == .sqlite ? 12 : 3)).map { (engine, UInt64($0)) } }

    @Test(arguments: lives)
    func randomLife_keepsEveryPromise(engine: OperationalEngine, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        try await World.with(engine) { world in
            for step in 0..<40 {
                let at = Int64(step) * 1_000
                switch Int.random(in: 0..<10, using: &random) {
                case 0, 1:
                    let (from, into) = (Self.all.randomElement(using: &random)!, Self.all.randomElement(using: &random)!)
                    try await mergeAndMaybeUndo(world, from, into, undo: Bool.random(using: &random))
                case 2:
                    let short = Self.all.randomElement(using: &random)!
                    if try await world.leaf(short) != nil { try await world.unbind(short) }
                case 3: try await world.graph.reload()
                default:
                    try await world.see((0..<Int.random(in: 1...8, using: &random)).map { Self.randomEvent(&random, at: at + Int64($0)) })
                }
                let map = world.graph.canonicalMap()
                #expect(map == (try await world.naiveMap()), "step \(step)")
                try await expectNoUnjustifiedCustomers(world, map, step)
            }
            let before = world.graph.canonicalMap()
            try await world.graph.reload()
            #expect(world.graph.canonicalMap() == before)
            for leaf in 1..<before.count {
                let members = world.graph.leaves(of: LeafNumber(UInt32(leaf))).map(\.rawValue)
                #expect(members == before.indices.dropFirst().filter { before[$0] == before[leaf] }.map(UInt32.init))
            }
        }
    }

    /// Merging two customers and unbinding at once restores everybody exactly.
    private func mergeAndMaybeUndo(_ world: World, _ from: String, _ into: String, undo: Bool) async throws {
        guard let a = try await world.leaf(from), let b = try await world.leaf(into) else { return }
        let before = world.graph.canonicalMap()
        try await world.merge(from, into)
        #expect(world.graph.canonical(of: a) == world.graph.canonical(of: b))
        guard undo, before[Int(a.rawValue)] != before[Int(b.rawValue)] else { return }
        try await world.unbind(from)
        #expect(world.graph.canonicalMap() == before, "merge of \(from) into \(into), undone")
    }

    /// Two values of an exclusive kind meet only where a person or an alias said so.
    private func expectNoUnjustifiedCustomers(_ world: World, _ map: [UInt32], _ step: Int) async throws {
        let (identifiers, justified) = try await world.store.read { tx in
            (
                try tx.query("SELECT leaf, kind, scope FROM identifier WHERE kind IN ('user_id', 'unionid', 'member_id')", []) {
                    (Int($0.integer(0)), $0.text(1) + $0.text(2))
                },
                Set(try tx.query("SELECT a FROM edge WHERE ended_at IS NULL AND reason <> 'event'", []) { map[Int($0.integer(0))] })
            )
        }
        var seen: Set<String> = []
        for (leaf, kind) in identifiers where !justified.contains(map[leaf]) {
            #expect(seen.insert("\(map[leaf]) \(kind)").inserted, "two \(kind) in customer \(map[leaf]) at step \(step)")
        }
    }

    @Test(arguments: TestStores.available)
    func oneBatchOrMany_sameCustomers(engine: OperationalEngine) async throws {
        for seed in UInt64(100)..<(engine == .sqlite ? 106 : 102) {
            var random = SeededGenerator(seed: seed)
            // Strengths are raised at the start of a batch, so nothing here is verified half-way.
            let events = (0..<60).map { step in
                var event = Self.randomEvent(&random, at: Int64(step))
                event.verified = []
                return event
            }
            let whole = try await World.with(engine) { world in
                try await world.see(events)
                return try await partition(world)
            }
            let parts = try await World.with(engine) { world in
                for event in events {
                    try await world.see(event)
                    if Int.random(in: 0..<10, using: &random) == 0 { try await world.graph.reload() }
                }
                return try await partition(world)
            }
            #expect(whole == parts, "seed \(seed)")
        }
    }

    private func partition(_ world: World) async throws -> [[String]] {
        var groups: [LeafNumber: [String]] = [:]
        for short in Self.all where !short.hasPrefix("v") {
            if let leaf = try await world.leaf(short) { groups[world.graph.canonical(of: leaf), default: []].append(short) }
        }
        return groups.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}

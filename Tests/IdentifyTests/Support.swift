import Identify
import Storage
import TestKit
import Vocabulary

/// Short names for identifiers: "u1" user, "x1" unionid, "p1" phone, "v1" verified phone 1, "e1" e-mail, "a1" anonymous, "d1" device, "m1" member.
func id(_ short: String) -> Identifier {
    let number = short.dropFirst()
    switch short.first {
    case "u": return Identifier(.userID, "user-\(number)")
    case "x": return Identifier(.unionID, "union-\(number)", scope: "open")
    case "m": return Identifier(.memberID, "member-\(number)", scope: "shop")
    case "p", "v": return Identifier(.phone, "1380000000\(number)")
    case "e": return Identifier(.email, "e\(number)@example.com")
    case "d": return Identifier(.deviceID, "device-\(number)")
    default: return Identifier(.anonymousID, "anonymous-\(number)")
    }
}

/// An event with these identifiers; commands and time as given.
func event(_ shorts: String..., trust: Trust = .trusted, at: Int64 = 1_000, commands: [EventCommand] = []) -> IncomingEvent {
    event(shorts, trust: trust, at: at, commands: commands)
}

func event(_ shorts: [String], trust: Trust = .trusted, at: Int64 = 1_000, commands: [EventCommand] = []) -> IncomingEvent {
    var event = IncomingEvent(
        name: "Seen", dedupeKey: Hash128(high: 0, low: 0), source: 7, channel: .web, trust: trust, time: Instant(milliseconds: at),
        receivedAt: Instant(milliseconds: at))
    event.identifiers = shorts.map(id)
    event.verified = shorts.filter { $0.hasPrefix("v") }.map(id)
    event.commands = commands
    return event
}

func alias(_ from: String, _ into: String, trust: Trust = .trusted, at: Int64 = 1_000) -> IncomingEvent {
    event([into], trust: trust, at: at, commands: [.alias(from: id(from), into: id(into))])
}

let act = Act(actor: "account:1", reason: "asked by phone", at: Instant(milliseconds: 9_000))

/// A graph over a fresh store.
struct World {
    let store: any OperationalStore
    let graph: IdentityGraph

    static func with<T>(_ engine: OperationalEngine, _ body: (World) async throws -> T) async throws -> T {
        try await TestStores.withStore(engine) { store in
            try await body(World(store: store, graph: IdentityGraph(store: store) { Array("key:\($0.kind):\($0.scope):\($0.value)".utf8) }))
        }
    }

    /// Forgets everybody.
    func clear() async throws {
        try await store.write { tx in
            for table in ["identifier", "edge", "edge_block", "identity_conflict", "tombstone", "counter"] {
                try tx.execute("DELETE FROM \(table)")
            }
        }
        try await graph.reload()
    }

    @discardableResult
    func see(_ events: [IncomingEvent]) async throws -> [EventResolution] {
        let graph = graph
        return try await store.write(.projection) { tx in try graph.resolve(events, in: tx) }
    }

    @discardableResult
    func see(_ events: IncomingEvent...) async throws -> [EventResolution] { try await see(events) }

    func merge(_ from: String, _ into: String) async throws {
        let graph = graph
        _ = try await graph.transact { tx in try graph.merge(from: id(from), into: id(into), act, in: tx) }
    }

    @discardableResult
    func unbind(_ short: String) async throws -> [LeafNumber] {
        let graph = graph
        return try await graph.transact { tx in try graph.unbind(id(short), act, in: tx) }
    }

    func leaf(_ short: String) async throws -> LeafNumber? {
        try await store.read { tx in try IdentityGraph.leaf(of: id(short), in: tx) }
    }

    /// Who is with whom among these, as sorted groups of short names joined by "+"; unknown ones are left out.
    func groups(_ shorts: String...) async throws -> [String] {
        var groups: [LeafNumber: [String]] = [:]
        for short in shorts {
            guard let leaf = try await leaf(short) else { continue }
            groups[graph.canonical(of: leaf), default: []].append(short)
        }
        return groups.values.map { $0.sorted().joined(separator: "+") }.sorted()
    }

    func conflicts() async throws -> [IdentityConflict] {
        try await store.read { tx in try IdentityGraph.conflicts(open: nil, limit: 100, in: tx) }
    }

    /// Everybody's component recomputed from the active links alone.
    func naiveMap() async throws -> [UInt32] {
        let count = graph.leafCount
        return try await store.read { tx in
            var map = (0...count).map(UInt32.init)
            let edges = try tx.query("SELECT a, b FROM edge WHERE ended_at IS NULL", []) { (UInt32($0.integer(0)), UInt32($0.integer(1))) }
            var changed = true
            while changed {
                changed = false
                for (a, b) in edges where map[Int(a)] != map[Int(b)] {
                    let low = min(map[Int(a)], map[Int(b)])
                    map[Int(a)] = low
                    map[Int(b)] = low
                    changed = true
                }
            }
            return map
        }
    }
}

import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct ReadTests {
    /// Pages through a list and returns all numbers.
    static func all(_ world: World, _ query: CustomerQuery) async throws -> [LeafNumber] {
        var query = query
        var found: [LeafNumber] = []
        let reader = world.reader
        repeat {
            let page = try await world.store.read { [query] tx in try reader.list(query, in: tx) }
            #expect(page.items.count <= query.limit)
            found += page.items.map(\.number)
            query.after = page.next
        } while query.after != nil
        return found
    }

    @Test(arguments: TestStores.available, 0..<4)
    func list_holdsEveryCustomerOnce_inOrder(engine: OperationalEngine, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        try await World.with(engine) { world in
            for _ in 0..<6 {
                try await world.see(
                    (0..<120).map { _ in
                        let number = Int.random(in: 0..<160, using: &random)
                        let identifiers = Bool.random(using: &random) ? [anonymous(number)] : [user(number / 2), anonymous(number)]
                        return event(
                            identifiers, at: Int64.random(in: 0..<20, using: &random) * 4 * minute,
                            channel: Bool.random(using: &random) ? .web : .app)
                    })
            }
            try await world.merge(user(1), user(2))
            let reader = world.reader
            let graph = world.graph
            let customers = Set((1...graph.leafCount).map { graph.canonical(of: LeafNumber(UInt32($0))) }).sorted()
            let summaries = try await world.store.read { tx in try reader.summaries(customers, in: tx) }
            #expect(summaries.reduce(0) { $0 + $1.events } == 720)
            var query = CustomerQuery()
            query.limit = Int.random(in: 3...20, using: &random)
            for sort in CustomerQuery.Sort.allCases {
                query.sort = sort
                let key = { (summary: CustomerSummary) -> Int64 in
                    switch sort {
                    case .lastSeen: summary.lastSeen?.milliseconds ?? 0
                    case .firstSeen: summary.firstSeen?.milliseconds ?? 0
                    case .events: Int64(summary.events)
                    }
                }
                let byNumber = Dictionary(uniqueKeysWithValues: summaries.map { ($0.number, $0) })
                for segment in CustomerQuery.Segment.allCases {
                    query.segment = segment
                    for channel in [nil, Channel.app] {
                        query.channel = channel
                        let listed = try await Self.all(world, query)
                        let expected = summaries.filter {
                            (segment == .all || (segment == .known) == graph.isKnown($0.number))
                                && (channel.map($0.channels.contains) ?? true)
                        }
                        #expect(Set(listed) == Set(expected.map(\.number)), "\(sort) \(segment)")
                        #expect(listed.count == expected.count)
                        let keys = listed.compactMap { byNumber[$0].map(key) }
                        #expect(keys == keys.sorted(by: >))
                    }
                }
            }
            query = CustomerQuery()
            query.kind = .userID
            #expect(
                Set(try await Self.all(world, query))
                    == Set(summaries.filter { $0.identifiers.contains { $0.identifier.kind == .userID } }.map(\.number)))
            #expect(try await world.store.read { tx in try reader.list(CustomerQuery(), in: tx).total } == customers.count)
            await #expect(throws: LianluError.self) {
                try await world.store.read { tx in
                    var query = CustomerQuery()
                    query.after = "0!"
                    _ = try reader.list(query, in: tx)
                }
            }
        }
    }

    @Test(arguments: TestStores.available)
    func search_byIdentifierNameAndTag(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event([user(1), phone(1)], trait("name", "\"王小明\"")), event([user(2)], trait("nickname", "\"Xiao Ming Wang\"")),
                event([user(3)], .tag(name: "高价值", group: "", on: true)), event([user(4)], trait("name", "\"old\"")),
                event([user(4)], at: 2_000, trait("name", "\"new\"")))
            let reader = world.reader
            let numbers = try await [1, 2, 3, 4].asyncMap { try await world.customer(user($0)) }
            for (text, expected) in [
                ("user-1", [0]), ("1380000", [0]), ("+86 138 0000 1001", [0]), ("小明", [0]), ("ming", [1]), ("WANG", [1]), ("高价值", [2]),
                ("user-", [0, 1, 2, 3]),
                ("old", []), ("new", [3]), ("", []), ("zz", []), ("%", []),
            ] {
                let found = try await world.store.read { tx in try reader.search(text, in: tx) }
                #expect(found == expected.map { numbers[$0] }, "\(text)")
            }
            var query = CustomerQuery()
            query.text = "小明"
            #expect(try await Self.all(world, query) == [numbers[0]])
            query = CustomerQuery()
            query.tag = 1
            #expect(try await Self.all(world, query) == [numbers[2]])
        }
    }

    @Test(arguments: TestStores.available)
    func scope_limitsListAndSearch(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.store.write { tx in
                for (id, path) in [(1, "/1/"), (2, "/1/2/"), (3, "/1/3/")] {
                    try tx.execute(
                        "INSERT INTO organisation_node(id, kind, name, code, path, created_at) VALUES ($1, 'store', 'x', $2, $3, 0)",
                        [SQLValue(id), .text("S\(id)"), .text(path)])
                }
            }
            try await world.see(
                event([user(1), anonymous(1)], trait("store_code", "\"S2\"")), event([user(2)], trait("store_code", "\"S3\"")),
                event([user(3)]))
            let reader = world.reader
            var query = CustomerQuery()
            query.scope = CustomerScope(path: "/1/2/")
            #expect(try await Self.all(world, query) == [try #require(try await world.customer(user(1)))])
            let found = try await world.store.read { [query] tx in try reader.search("user-", scope: query.scope, in: tx) }
            #expect(found.count == 1)
            query.scope = CustomerScope(path: "/1/")
            #expect(try await Self.all(world, query).count == 2)
        }
    }

    @Test(arguments: TestStores.available)
    func newCustomers_areCountedOnceAfterAMerge(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event([user(1)], at: 5), event([user(2)], at: 15), event([user(3)], at: 25), event([user(4)], at: 25),
                event([user(5)], at: 35))
            let boundaries = [10, 20, 30, 40].map { Instant(milliseconds: $0) }
            let reader = world.reader
            #expect(try await world.store.read { tx in try reader.newCustomers(boundaries: boundaries, in: tx) } == [1, 2, 1])
            try await world.merge(user(1), user(3))
            try await world.merge(user(2), user(5))
            #expect(try await world.store.read { tx in try reader.newCustomers(boundaries: boundaries, in: tx) } == [1, 1, 0])
            try await world.unbind(user(3))
            #expect(try await world.store.read { tx in try reader.newCustomers(boundaries: boundaries, in: tx) } == [1, 2, 0])
        }
    }

    @Test(arguments: TestStores.available)
    func customer_numbersOfMergedParts_keepResolving(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event([user(1)]), event([user(2)]))
            try await world.merge(user(2), user(1))
            let reader = world.reader
            let found = try await world.store.read { tx in try (0...3).map { try reader.customer(LeafNumber(UInt32($0)), in: tx) } }
            #expect(found == [nil, LeafNumber(1), LeafNumber(1), nil])
            let merged = try await world.profile(user(1)).merged
            #expect(merged.map(\.leaves) == [[LeafNumber(2)]])
            #expect(merged.first?.reason == "same person")
            #expect(try await world.store.read { tx in try reader.find(.userID, "user-2", scope: nil, in: tx) } == LeafNumber(1))
        }
    }
}

extension Array {
    func asyncMap<T>(_ body: (Element) async throws -> T) async rethrows -> [T] {
        var result: [T] = []
        for element in self { result.append(try await body(element)) }
        return result
    }
}

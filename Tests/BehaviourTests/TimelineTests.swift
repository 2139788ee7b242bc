import TestKit
import Testing
import Vocabulary

@testable import Behaviour

@Suite struct TimelineTests {
    /// Page after page until none is left.
    private static func pages(_ query: TimelineQuery, of store: DuckDBStore) async throws -> [StoredEvent] {
        var query = query
        var seen: [StoredEvent] = []
        while true {
            let page = try await store.timeline(query)
            seen += page
            guard let last = page.last else { return seen }
            query.before = .init(time: last.time, ordinal: last.ordinal)
        }
    }

    @Test func pages_loseNothingAtTies() async throws {
        try await Samples.withStore { store in
            // Eleven events at one instant between others, of two leaves, and a stranger's.
            var events: [BehaviourEvent] = []
            for ordinal in Int64(1)...30 {
                events.append(
                    Samples.event(ordinal, leaf: UInt32(ordinal % 3), time: ordinal < 10 ? 1_000 : ordinal < 22 ? 2_000 : 3_000 - ordinal))
            }
            try await store.append(events, progress: Samples.progress(1))
            let expected = events.filter { $0.leaf.rawValue != 2 }.sorted { a, b in
                a.event.time != b.event.time ? a.event.time > b.event.time : a.ordinal > b.ordinal
            }
            for limit in [1, 2, 3, 7, 100] {
                var query = TimelineQuery(leaves: [LeafNumber(0), LeafNumber(1)], limit: limit)
                var seen: [Int64] = []
                while true {
                    let page = try await store.timeline(query)
                    #expect(page.count <= limit)
                    seen += page.map(\.ordinal)
                    guard let last = page.last else { break }
                    query.before = .init(time: last.time, ordinal: last.ordinal)
                }
                #expect(seen == expected.map(\.ordinal))
            }
        }
    }

    @Test func pages_agreeWithANaiveSort_whenEventsArriveLateAndBlocksAreMany() async throws {
        var random = SeededGenerator(seed: 11)
        try await TestFolder.with { folder in
            var store = try await Samples.open(folder)
            var events: [BehaviourEvent] = []
            var ordinal: Int64 = 0
            for _ in 0..<4_000 {
                // Sparse ordinals, so that many blocks exist; a tenth arrives months late.
                ordinal += Int64.random(in: 1...600, using: &random)
                let late: Int64 = Int.random(in: 0..<10, using: &random) == 0 ? 9_000_000_000 : 0
                events.append(
                    Samples.event(
                        ordinal, leaf: UInt32.random(in: 1...40, using: &random), code: Int32.random(in: 1...3, using: &random),
                        time: 1_790_000_000_000 + ordinal / 50 * 1_000 - late, channel: Bool.random(using: &random) ? .web : .store))
            }
            try await store.append(Array(events.prefix(2_500)), progress: Samples.progress(1))
            await store.close()
            store = try await Samples.open(folder)
            try await store.append(Array(events.dropFirst(2_500)), progress: Samples.progress(2))
            for round in 0..<60 {
                let leaves = Set((0..<Int.random(in: 1...5, using: &random)).map { _ in UInt32.random(in: 1...45, using: &random) })
                var query = TimelineQuery(leaves: leaves.map { LeafNumber($0) }, limit: Int.random(in: 1...120, using: &random))
                if round % 3 == 0 { query.codes = [2] }
                if round % 4 == 0 { query.channel = .store }
                var mine = events.filter { leaves.contains($0.leaf.rawValue) }
                if round % 2 == 0, let some = mine.randomElement(using: &random) {
                    query.before = .init(time: some.event.time, ordinal: some.ordinal)
                    mine.removeAll { ($0.event.time, $0.ordinal) >= (some.event.time, some.ordinal) }
                }
                query.notBefore = mine.map(\.event.time).min()
                if query.codes != nil { mine.removeAll { $0.code != 2 } }
                if query.channel != nil { mine.removeAll { $0.event.channel != .store } }
                mine.sort { ($0.event.time, $0.ordinal) > ($1.event.time, $1.ordinal) }
                #expect(try await store.timeline(query) == mine.prefix(query.limit).map { StoredEvent($0) }, "round \(round)")
            }
            await store.close()
        }
    }

    @Test func limit_isChecked_andNobodyHasNothing() async throws {
        try await Samples.withStore { store in
            try await store.append([Samples.event(1)], progress: Samples.progress(1))
            #expect(try await store.timeline(TimelineQuery(leaves: [])).isEmpty)
            #expect(try await store.timeline(TimelineQuery(leaves: [LeafNumber(99)])).isEmpty)
            await #expect(throws: LianluError.self) { try await store.timeline(TimelineQuery(leaves: [LeafNumber(1)], limit: 0)) }
        }
    }

    /// Somebody with too many events to be read whole is found by places first: the pages are the same.
    @Test func pages_ofThousandsOfEvents_areComplete() async throws {
        try await Samples.withStore { store in
            let count = Int64(DuckDBStore.mostWhole) * 2
            let events = (1...count).map {
                Samples.event($0 * 40, leaf: $0 % 50 == 0 ? 2 : 1, time: 5_000_000 + $0 / 3, properties: "{\"n\":\($0)}")
            }
            try await store.append(events, progress: Samples.progress(1))
            for leaf in [UInt32(1), 2] {
                let mine = events.filter { $0.leaf.rawValue == leaf }.map { StoredEvent($0) }
                    .sorted { ($0.time, $0.ordinal) > ($1.time, $1.ordinal) }
                let query = TimelineQuery(leaves: [LeafNumber(leaf)], limit: 300)
                let seen = try await Self.pages(query, of: store)
                #expect(seen == mine)
            }
        }
    }

    /// Hundreds of blocks whose newest events lie in another order than the blocks themselves (imports, clocks that are ahead): nothing twice, nothing missing.
    @Test(arguments: 0..<3) func pages_overManyBlocksInAnyOrder_holdEachEventOnce(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        try await Samples.withStore { store in
            var events: [BehaviourEvent] = []
            for block in Int64(0)..<260 {
                let base = Int64.random(in: 0..<400, using: &random) * 60_000
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let ordinal = max((events.last?.ordinal ?? 0) + 1, block << 16 + Int64.random(in: 1...60_000, using: &random))
                    events.append(
                        Samples.event(
                            ordinal, leaf: UInt32.random(in: 1...2, using: &random),
                            time: 1_790_000_000_000 + base + Int64.random(in: 0..<90_000, using: &random)))
                }
            }
            try await store.append(events, progress: Samples.progress(1))
            for limit in [20, 51, 200] {
                let query = TimelineQuery(leaves: [LeafNumber(1)], limit: limit)
                let mine = events.filter { $0.leaf.rawValue == 1 }.map { StoredEvent($0) }.sorted {
                    ($0.time, $0.ordinal) > ($1.time, $1.ordinal)
                }
                let seen = try await Self.pages(query, of: store)
                #expect(seen.map(\.ordinal) == mine.map(\.ordinal))
            }
        }
    }
}

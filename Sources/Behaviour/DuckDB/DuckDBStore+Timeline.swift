import Vocabulary

extension DuckDBStore {
    public func timeline(_ query: TimelineQuery) async throws -> [StoredEvent] {
        guard !query.leaves.isEmpty else { return [] }
        guard (1...10_000).contains(query.limit) else {
            throw LianluError(.badRequest, "A timeline page has 1 to 10,000 events, not \(query.limit).")
        }
        let latest = query.before?.time.milliseconds ?? .max
        let earliest = min(query.notBefore?.milliseconds ?? .min, latest)
        let candidates = index.candidates(query.leaves, times: earliest...latest)
        guard !candidates.isEmpty else { return [] }
        if let page = try await whole(query, candidates) { return page }
        let ordinals = try await lookUp { try Self.newest(query, candidates, $0, $1).map(\.ordinal) }
        let groups = Array(Dictionary(grouping: ordinals, by: { $0 >> 17 }).values)
        let found = try await withThrowingTaskGroup(of: [StoredEvent].self) { tasks in
            let parts = min(groups.count, DuckDBEngine.lookupThreads)
            for part in 0..<parts {
                let mine = stride(from: part, to: groups.count, by: parts).map { groups[$0] }
                tasks.addTask { try await self.lookUp { try Self.fetch(mine, $0, $1) } }
            }
            return try await tasks.reduce(into: [Int64: StoredEvent]()) { found, events in
                for event in events { found[event.ordinal] = event }
            }
        }
        return ordinals.compactMap { found[$0] }
    }

    /// Events read whole in vain are worth it up to here: finding places first and reading those costs more than all of these (measured at 20 M events,
    /// 20 of a customer in 20 blocks: 31 against 76 ms).
    static let mostWhole = 2_048

    /// The newest events, read whole from the blocks that may hold some, latest blocks first; nil when these leaves have too many for that.
    private func whole(_ query: TimelineQuery, _ candidates: [TimelineIndex.Candidate]) async throws -> [StoredEvent]? {
        let most = max(Self.mostWhole, 4 * query.limit)
        let deadline = ContinuousClock.now + Self.lookUpLimit
        var page: [StoredEvent] = []
        var read = 0
        var next = 0
        var step = 4
        while next < candidates.count {
            if page.count >= query.limit, page[query.limit - 1].time.milliseconds > candidates[next].latest { break }
            let batch = candidates[next..<min(next + step, candidates.count)]
            guard let found = try await events(query, in: Self.ranges(batch.map(\.ordinals)), most: most - read, until: deadline)
            else { return nil }
            read += found.count
            page += found
            Self.keepNewest(&page, query.limit) { ($0.time.milliseconds, $0.ordinal) }
            next += batch.count
            step *= 4
        }
        return page
    }

    /// The events of these ranges, shared out among the threads for short questions: opening blocks is what takes time. Nil when there are more than `most`.
    private func events(_ query: TimelineQuery, in ranges: [ClosedRange<Int64>], most: Int, until deadline: ContinuousClock.Instant)
        async throws -> [StoredEvent]?
    {
        let left = max(deadline - .now, .zero)
        let parts = min(ranges.count, DuckDBEngine.lookupThreads)
        guard parts > 1 else { return try await lookUp(within: left) { try Self.events(query, ranges, most, $0, $1) } }
        return try await withThrowingTaskGroup(of: [StoredEvent]?.self) { tasks in
            for part in 0..<parts {
                let mine = stride(from: part, to: ranges.count, by: parts).map { ranges[$0] }
                tasks.addTask { try await self.lookUp(within: left) { try Self.events(query, mine, most, $0, $1) } }
            }
            var found: [StoredEvent] = []
            for try await events in tasks {
                guard let events, found.count + events.count <= most else {
                    tasks.cancelAll()
                    return nil
                }
                found += events
            }
            return found
        }
    }

    private static func events(
        _ query: TimelineQuery, _ ranges: [ClosedRange<Int64>], _ most: Int, _ connection: DuckDBConnection, _ ticket: DuckDBTicket
    ) throws -> [StoredEvent]? {
        struct TooMany: Error {}
        var found: [StoredEvent] = []
        let parts = ranges.map { "SELECT \(DuckDBSchema.selection) FROM events\(conditions(query, $0).clause)" }
        do {
            // One question for all blocks: making a plan costs as much as opening a block.
            try connection.run(parts.joined(separator: " UNION ALL "), ticket: ticket) { chunk in
                if found.count + chunk.count > most { throw TooMany() }
                found += EventRows.read(chunk)
            }
        } catch is TooMany {
            return nil
        }
        return found
    }

    /// Sorts, and leaves the newest, each once: one range instead of many scattered ones also spans blocks that were read before.
    private static func keepNewest<Item>(_ page: inout [Item], _ limit: Int, _ place: (Item) -> (time: Int64, ordinal: Int64)) {
        page.sort { place($0) > place($1) }
        var last: Int64?
        page.removeAll { item in
            let ordinal = place(item).ordinal
            defer { last = ordinal }
            return ordinal == last
        }
        page.removeLast(max(0, page.count - limit))
    }

    private static func conditions(_ query: TimelineQuery, _ range: ClosedRange<Int64>) -> EventConditions {
        var conditions = EventConditions()
        conditions.ordinals(range)
        conditions.column("leaf", isIn: query.leaves.map(\.rawValue))
        if let before = query.before { conditions.before(before) }
        if let codes = query.codes { conditions.column("code", isIn: codes) }
        if let channel = query.channel { conditions.column("channel", isIn: [channel.rawValue]) }
        return conditions
    }

    /// The places of the newest events, found block by block from the latest block on, until older blocks cannot matter.
    private static func newest(
        _ query: TimelineQuery, _ candidates: [TimelineIndex.Candidate], _ connection: DuckDBConnection, _ ticket: DuckDBTicket
    ) throws -> [(time: Int64, ordinal: Int64)] {
        var page: [(time: Int64, ordinal: Int64)] = []
        var next = 0
        var step = 2
        while next < candidates.count {
            if page.count >= query.limit, page[query.limit - 1].time > candidates[next].latest { break }
            let batch = candidates[next..<min(next + step, candidates.count)]
            for range in ranges(batch.map(\.ordinals)) {
                // Sorting here is much cheaper than DuckDB's plan for ORDER BY … LIMIT (measured: 0.6 against 10 ms a block).
                try connection.run("SELECT time, ordinal FROM events\(conditions(query, range).clause)", ticket: ticket) { chunk in
                    page += zip(chunk.values(0, as: Int64.self), chunk.values(1, as: Int64.self)).map { (time: $0, ordinal: $1) }
                }
            }
            keepNewest(&page, query.limit) { $0 }
            next += batch.count
            step *= 2
        }
        return page
    }

    /// Neighbouring ranges made one; many scattered ones become one that spans them all, which is then the cheaper question.
    private static func ranges(_ blocks: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var result: [ClosedRange<Int64>] = []
        for range in blocks.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.upperBound + 1 == range.lowerBound {
                result[result.count - 1] = last.lowerBound...range.upperBound
            } else {
                result.append(range)
            }
        }
        guard result.count > 24, let first = result.first, let last = result.last else { return result }
        return [first.lowerBound...last.upperBound]
    }

    /// Whole events, asked for group by group (each within 131,072 ordinals): only those rows' own stretch of every column is opened.
    private static func fetch(_ groups: [[Int64]], _ connection: DuckDBConnection, _ ticket: DuckDBTicket) throws -> [StoredEvent] {
        var found: [StoredEvent] = []
        for group in groups {
            guard let first = group.min(), let last = group.max() else { continue }
            var conditions = EventConditions()
            conditions.ordinals(first...last)
            if group.count > 1 { conditions.column("ordinal", isIn: group) }
            try connection.run("SELECT \(DuckDBSchema.selection) FROM events\(conditions.clause)", ticket: ticket) {
                found += EventRows.read($0)
            }
        }
        return found
    }
}

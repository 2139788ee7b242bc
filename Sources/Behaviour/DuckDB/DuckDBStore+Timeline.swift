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
        return try await read { connection, ticket in
            let page = try Self.newest(query, candidates, connection, ticket)
            return try Self.fetch(page.map(\.ordinal), connection, ticket)
        }
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
            for range in joined(batch.map(\.ordinals)) {
                var conditions = EventConditions()
                conditions.ordinals(range)
                conditions.column("leaf", isIn: query.leaves.map(\.rawValue))
                if let before = query.before { conditions.before(before) }
                if let codes = query.codes { conditions.column("code", isIn: codes) }
                if let channel = query.channel { conditions.column("channel", isIn: [channel.rawValue]) }
                let sql = "SELECT time, ordinal FROM events\(conditions.clause) ORDER BY time DESC, ordinal DESC LIMIT \(query.limit)"
                try connection.run(sql, ticket: ticket) { chunk in
                    page += zip(chunk.values(0, as: Int64.self), chunk.values(1, as: Int64.self)).map { (time: $0, ordinal: $1) }
                }
            }
            page.sort { ($0.time, $0.ordinal) > ($1.time, $1.ordinal) }
            page.removeLast(max(0, page.count - query.limit))
            next += batch.count
            step *= 2
        }
        return page
    }

    /// Neighbouring ranges made one.
    private static func joined(_ ranges: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var result: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.upperBound + 1 == range.lowerBound {
                result[result.count - 1] = last.lowerBound...range.upperBound
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// Whole events in the order of these ordinals.
    private static func fetch(_ ordinals: [Int64], _ connection: DuckDBConnection, _ ticket: DuckDBTicket) throws -> [StoredEvent] {
        guard let first = ordinals.min(), let last = ordinals.max() else { return [] }
        var conditions = EventConditions()
        conditions.ordinals(first...last)
        conditions.column("ordinal", isIn: ordinals)
        var found: [Int64: StoredEvent] = [:]
        try connection.run("SELECT \(DuckDBSchema.selection) FROM events\(conditions.clause)", ticket: ticket) { chunk in
            for event in EventRows.read(chunk) { found[event.ordinal] = event }
        }
        return ordinals.compactMap { found[$0] }
    }
}

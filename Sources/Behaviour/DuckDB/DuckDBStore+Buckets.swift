import Vocabulary

extension DuckDBStore {
    public func buckets(_ query: BucketQuery) async throws -> BucketResult {
        guard query.boundaries.count >= 2, zip(query.boundaries, query.boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw LianluError(.badRequest, "A question needs a time range that is not empty.")
        }
        guard query.boundaries.count <= 100_001, (1...1000).contains(query.limit) else {
            throw LianluError(.badRequest, "A question has at most 100,000 intervals and 1,000 breakdown values.")
        }
        return try await read(within: query.timeLimit) { connection, ticket in
            switch query.measure {
            case .events: try Self.countEvents(query, connection, ticket)
            case .customers(let canonical): try Self.countCustomers(query, canonical, connection, ticket)
            }
        }
    }

    /// The rows that count, as a sub-select of bucket `b`, breakdown value `k` and leaf.
    private static func rows(_ query: BucketQuery, channelNames: Bool = false) throws(LianluError) -> (
        sql: String, parameters: [DuckDBParameter]
    ) {
        var conditions = EventConditions()
        let start = query.boundaries[0].milliseconds
        let end = query.boundaries[query.boundaries.count - 1].milliseconds
        conditions.time(from: max(start, query.from?.milliseconds ?? start), to: min(end, query.to?.milliseconds ?? end))
        if let codes = query.codes { conditions.column("code", isIn: codes) }
        if !query.excludedCodes.isEmpty { conditions.column("code", isNotIn: query.excludedCodes) }
        for filter in query.filters { try conditions.filter(filter) }
        let key: String
        switch query.breakdown {
        case nil: key = "0::INTEGER"
        case .code: key = "code"
        case .source: key = "source"
        case .channel: key = channelNames ? PromotedProperty.channelName : "channel::INTEGER"
        case .origin: key = "origin"
        case .property(let name): key = conditions.text(of: name)
        }
        let bucket = BucketExpression.sql(query.boundaries)
        return ("SELECT \(bucket) AS b, \(key) AS k, leaf FROM events\(conditions.clause)", conditions.parameters)
    }

    private static func countEvents(_ query: BucketQuery, _ connection: DuckDBConnection, _ ticket: DuckDBTicket) throws -> BucketResult {
        let rows = try rows(query, channelNames: true)
        var series = SeriesBuilder(query)
        // One pass over the events; the second step only sees their sums.
        let sql = """
            WITH g AS MATERIALIZED (SELECT b, k, count(*) AS n FROM (\(rows.sql)) GROUP BY b, k),
            t AS (SELECT k FROM g WHERE k IS NOT NULL GROUP BY k ORDER BY sum(n) DESC, k::VARCHAR LIMIT \(query.limit))
            SELECT g.b, CASE WHEN g.k IS NULL THEN 0 WHEN t.k IS NULL THEN 1 ELSE 2 END::INTEGER, t.k::VARCHAR, sum(g.n)::BIGINT
            FROM g LEFT JOIN t ON g.k = t.k GROUP BY 1, 2, 3
            """
        try connection.run(sql, rows.parameters, ticket: ticket) { chunk in
            let buckets = chunk.values(0, as: Int32.self)
            let kinds = chunk.values(1, as: Int32.self)
            let keys = chunk.texts(2)
            let counts = chunk.values(3, as: Int64.self)
            for row in 0..<chunk.count {
                let key: BucketResult.Key = kinds[row] == 0 ? .none : kinds[row] == 1 ? .other : series.key(keys[row] ?? "")
                series.add(key, bucket: Int(buckets[row]), Int(counts[row]))
            }
        }
        return series.result()
    }

    private static func countCustomers(
        _ query: BucketQuery, _ canonical: [UInt32], _ connection: DuckDBConnection, _ ticket: DuckDBTicket
    ) throws -> BucketResult {
        let rows = try rows(query)
        var counter = CustomerCounter(query, canonical: canonical)
        guard query.breakdown?.isText == true else {
            try connection.run(rows.sql, rows.parameters, ticket: ticket) { counter.add($0) }
            return counter.result(candidates: nil)
        }
        // Values by the number of (bucket, leaf) pairs, which bounds their customers from above: enough of them that the first
        // `limit` by customers are among them, the rest only counts towards "other".
        let sql = """
            WITH g AS MATERIALIZED (SELECT DISTINCT b, k, leaf FROM (\(rows.sql))),
            t AS (SELECT k, row_number() OVER (ORDER BY count(*) DESC, k)::INTEGER AS i FROM g WHERE k IS NOT NULL GROUP BY k
                QUALIFY i <= \(max(1000, query.limit * 10)))
            SELECT g.b, CASE WHEN g.k IS NULL THEN -1 ELSE coalesce(t.i, -2) END::INTEGER, g.leaf, t.k
            FROM g LEFT JOIN t ON g.k = t.k
            """
        var names: [Int32: String] = [:]
        try connection.run(sql, rows.parameters, ticket: ticket) { chunk in
            counter.add(chunk)
            let numbers = chunk.values(1, as: Int32.self)
            let texts = chunk.texts(3)
            for row in 0..<chunk.count where numbers[row] > 0 && names[numbers[row]] == nil { names[numbers[row]] = texts[row] ?? "" }
        }
        return counter.result(candidates: names)
    }
}

extension BucketQuery.Breakdown {
    /// Whether values are texts rather than small numbers.
    fileprivate var isText: Bool {
        switch self {
        case .code, .source, .channel: false
        case .origin, .property: true
        }
    }
}

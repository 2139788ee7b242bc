import Behaviour
public import Vocabulary

/// Answers the overview page's questions about events.
public enum Overview {
    /// Evaluates all charts and lists of a range; `interval` cuts the charts.
    public static func answer(_ range: TimeRange, interval: Interval, _ context: AnalyseContext) async throws -> OverviewAnswer {
        async let events = chart(range, .channel, .events, context)
        async let customers = chart(range, .channel, .customers(canonical: context.canonical), context)
        async let sources = chart(range, .source, .events, context)
        async let current = totals(range, context)
        async let previous = totals(range.previous(interval: interval, zone: context.zone), context)
        async let topEvents = topEvents(range, context)
        async let topOrigins = topOrigins(range, context)
        return try await OverviewAnswer(
            current: current, previous: previous, events: events, activeCustomers: customers, bySource: sources, topEvents: topEvents,
            topOrigins: topOrigins, incomplete: range.incomplete(now: context.now))
    }

    private static func chart(
        _ range: TimeRange, _ breakdown: BucketQuery.Breakdown, _ measure: BucketQuery.Measure, _ context: AnalyseContext
    ) async throws -> Chart {
        var query = BucketQuery(boundaries: range.boundaries, measure: measure)
        query.from = range.from
        query.to = range.to
        query.breakdown = breakdown
        query.limit = 20
        context.restrict(&query, to: nil)
        let result = try await context.store.buckets(query)
        return Chart(
            intervals: range.starts, series: result.series.map { Series(key: name($0.key, breakdown, context), values: $0.values) })
    }

    /// One number per value over the whole range.
    private static func whole(
        _ range: TimeRange, _ breakdown: BucketQuery.Breakdown?, _ measure: BucketQuery.Measure, limit: Int, _ context: AnalyseContext,
        codes: [Int32]? = nil
    ) async throws -> [(key: BucketResult.Key, count: Int)] {
        guard range.from < range.to else { return [] }
        var query = BucketQuery(boundaries: [range.from, range.to], measure: measure)
        query.breakdown = breakdown
        query.limit = limit
        context.restrict(&query, to: nil)
        query.codes = codes
        return try await context.store.buckets(query).series.map { ($0.key, $0.total) }
    }

    private static func totals(_ range: TimeRange, _ context: AnalyseContext) async throws -> OverviewAnswer.Totals {
        let events = try await whole(range, nil, .events, limit: 1, context)
        let customers = try await whole(range, nil, .customers(canonical: context.canonical), limit: 1, context)
        return OverviewAnswer.Totals(events: events.first?.count ?? 0, customers: customers.first?.count ?? 0)
    }

    private static func topEvents(_ range: TimeRange, _ context: AnalyseContext) async throws -> [OverviewAnswer.TopEvent] {
        let counts = values(try await whole(range, .code, .events, limit: 10, context)).compactMap { text, count in
            Int32(text).map { ($0, count) }
        }
        guard !counts.isEmpty else { return [] }
        let measure = BucketQuery.Measure.customers(canonical: context.canonical)
        let customers = values(try await whole(range, .code, measure, limit: 10, context, codes: counts.map(\.0)))
        let byCode = Dictionary(customers.map { ($0.text, $0.count) }) { $1 }
        return counts.map { code, count in
            OverviewAnswer.TopEvent(
                code: code, name: context.eventNames[code] ?? String(code), events: count, customers: byCode[String(code)] ?? 0)
        }
    }

    private static func topOrigins(_ range: TimeRange, _ context: AnalyseContext) async throws -> [OverviewAnswer.TopOrigin] {
        let customers = values(try await whole(range, .origin, .customers(canonical: context.canonical), limit: 10, context))
        guard !customers.isEmpty else { return [] }
        let events = Dictionary(values(try await whole(range, .origin, .events, limit: 1000, context)).map { ($0.text, $0.count) }) { $1 }
        return customers.map { OverviewAnswer.TopOrigin(origin: $0.text, events: events[$0.text] ?? $0.count, customers: $0.count) }
    }

    private static func values(_ counts: [(key: BucketResult.Key, count: Int)]) -> [(text: String, count: Int)] {
        counts.compactMap { key, count in if case .value(let text) = key { (text, count) } else { nil } }
    }

    private static func name(_ key: BucketResult.Key, _ breakdown: BucketQuery.Breakdown, _ context: AnalyseContext) -> String {
        switch key {
        case .all: "$any"
        case .other: "$other"
        case .none: "$none"
        case .value(let text): breakdown == .source ? Int32(text).flatMap { context.sourceNames[$0] } ?? text : text
        }
    }
}

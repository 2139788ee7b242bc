import Behaviour
import Vocabulary

/// Answers trend questions: plan, ask the store, name the series.
public enum Trend {
    /// Evaluates a question. An event nobody sent gives zeros. Throws `bad_request` when the question makes no sense.
    public static func answer(_ query: TrendQuery, _ context: AnalyseContext) async throws -> TrendAnswer {
        let zone = try query.timeZone.map { name throws(LianluError) in try TimeZoneRules.named(name) } ?? context.zone
        let range = try TimeRange(from: query.from, to: query.to, interval: query.interval, zone: zone, weekStart: context.weekStart)
        let plan = try plan(query, range, context)
        let chart = try await chart(query, range, plan, context)
        var previous: Chart?
        if query.compare {
            let earlier = range.previous(interval: query.interval, zone: zone)
            previous = try await self.chart(query, earlier, try self.plan(query, earlier, context), context)
        }
        return TrendAnswer(
            chart: chart, previous: previous, incomplete: range.incomplete(now: context.now), asOf: context.now,
            definition: TrendDefinition(
                measure: query.measure.rawValue, event: query.event, from: range.from, to: range.to, interval: query.interval.rawValue,
                timeZone: zone.name, weekStart: context.weekStart, conditions: query.conditions, breakdown: query.breakdown,
                limit: query.limit))
    }

    /// The store's question for a range.
    static func plan(_ query: TrendQuery, _ range: TimeRange, _ context: AnalyseContext) throws(LianluError) -> BucketQuery {
        guard (1...100).contains(query.limit) else {
            throw LianluError(.badRequest, "A breakdown shows 1 to 100 values, not \(query.limit).")
        }
        var plan = BucketQuery(
            boundaries: range.boundaries, measure: query.measure == .count ? .events : .customers(canonical: context.canonical))
        plan.from = range.from
        plan.to = range.to
        context.restrict(&plan, to: query.event)
        plan.filters = try ConditionPlan.filters(query.conditions, context)
        plan.breakdown = query.breakdown.map { name in
            switch name {
            case "$event": .code
            case "$source": .source
            case "$channel": .channel
            case "$origin": .origin
            default: .property(name)
            }
        }
        plan.limit = query.limit
        return plan
    }

    private static func chart(_ query: TrendQuery, _ range: TimeRange, _ plan: BucketQuery, _ context: AnalyseContext) async throws -> Chart
    {
        let result = try await context.store.buckets(plan)
        let series = result.series.map { series in
            Series(key: name(series.key, query, plan.breakdown, context), values: series.values)
        }
        return Chart(intervals: range.starts, series: series)
    }

    private static func name(
        _ key: BucketResult.Key, _ query: TrendQuery, _ breakdown: BucketQuery.Breakdown?, _ context: AnalyseContext
    ) -> String {
        switch (key, breakdown) {
        case (.all, _): query.event ?? "$any"
        case (.other, _): "$other"
        case (.none, _): "$none"
        case (.value(let code), .code): Int32(code).flatMap { context.eventNames[$0] } ?? code
        case (.value(let source), .source): Int32(source).flatMap { context.sourceNames[$0] } ?? source
        case (.value(let text), _): text
        }
    }
}

import Analyse
import Organisation
import Profile
import Storage
import Vocabulary

/// The numbers of the first page.
enum OverviewRoutes {
    static func add(to routes: RouteTable) { routes.get("/api/overview", .needs(.overviewRead), within: .seconds(60), overview) }

    private static func overview(_ call: Call) async throws -> Reply {
        let scope = try await call.narrowedScope()
        let context = try await call.analyseContext(within: scope)
        let name = call.query["interval"]?.nonEmpty ?? "day"
        guard let interval = Interval(rawValue: name) else {
            throw LianluError(.badRequest, "interval cannot be “\(name.prefix(20))”.", hint: "Use hour, day, week or month.")
        }
        let range = try range(call, interval, context)
        let before = range.previous(interval: interval, zone: context.zone)
        let answer = try await Overview.answer(range, interval: interval, context)
        let people = try await OverviewPeople.read(
            (range.boundaries, range.from, range.to), (before.boundaries, before.from, before.to), scope: scope, call.services)
        let display = try await EventEntry.displayNames(call.services.store)
        return .json([
            "current": totals(answer.current, people.now), "previous": totals(answer.previous, people.before),
            "series": [
                "events": answer.events.json, "activeCustomers": answer.activeCustomers.json, "bySource": answer.bySource.json,
                "newCustomers": Chart(intervals: range.starts, series: [Series(key: "newCustomers", values: people.newCustomers)]).json,
            ],
            "topEvents": .array(
                answer.topEvents.map {
                    [
                        "name": .string($0.name), "displayName": display[$0.code] ?? [:], "events": .int($0.events),
                        "customers": .int($0.customers),
                    ]
                }),
            "topOrigins": .array(
                answer.topOrigins.map { origin in
                    let sold = people.byOrigin[origin.origin]
                    return [
                        "origin": .string(origin.origin), "customers": .int(origin.customers), "events": .int(origin.events),
                        "orders": .int(sold?.orders ?? 0), "revenueFen": .int(sold?.netRevenue.fen ?? 0),
                    ]
                }),
            "incomplete": .array(answer.incomplete.map { .int($0) }), "asOf": .time(context.now),
        ])
    }

    private static func totals(_ events: OverviewAnswer.Totals, _ people: OverviewPeople.Period) -> JSONValue {
        [
            "events": .int(events.events), "customers": .int(events.customers), "newCustomers": .int(people.newCustomers),
            "orders": .int(people.orders.orders), "gmvFen": .int(people.orders.gmv.fen), "refundedFen": .int(people.orders.refunded.fen),
            "netRevenueFen": .int(people.orders.netRevenue.fen),
        ]
    }

    /// The last 30 days, unless the query says otherwise.
    private static func range(_ call: Call, _ interval: Interval, _ context: AnalyseContext) throws(LianluError) -> TimeRange {
        let today = context.zone.date(at: context.now)
        return try TimeRange(
            from: call.query["from"]?.nonEmpty ?? today.adding(days: -29).description, to: call.query["to"]?.nonEmpty ?? today.description,
            interval: interval, zone: context.zone, weekStart: context.weekStart)
    }
}

import Analyse
import Behaviour
import Collect
import Identify
import Organisation
import Profile
import Vocabulary

/// What one customer did.
enum TimelineRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/customers/{id}/timeline", .needs(.customersRead), timeline)
        routes.get("/api/customers/{id}/activity", .needs(.customersRead), activity)
    }

    private static func timeline(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let limit = try call.limit()
        var query = TimelineQuery(leaves: call.services.graph.leaves(of: customer), limit: limit + 1)
        if let text = (call.query["before"] ?? call.query["after"])?.nonEmpty {
            let numbers = try Cursor.read(text, count: 2)
            query.before = TimelineQuery.Position(time: Instant(milliseconds: numbers[0]), ordinal: numbers[1])
        }
        query.channel = try call.query["channel"]?.nonEmpty.map { name throws(LianluError) in try Channel.named(name) }
        if let name = call.query["event"]?.nonEmpty {
            guard let code = call.services.dictionary.code(of: name) else { return page([], more: false) }
            query.codes = [code]
        }
        let mask = try await call.mask(of: customer)
        let events = try await call.services.behaviour.timeline(query)
        let json = EventJSON(
            mask: mask, names: call.services.dictionary.all(), display: try await EventEntry.displayNames(call.services.store),
            sourceNames: try await call.services.sourceNames())
        let next = events.count > limit ? events[limit - 1] : nil
        return page(events.prefix(limit).map(json.event), more: next != nil, next: next)
    }

    private static func page(_ events: [JSONValue], more: Bool, next: StoredEvent? = nil) -> Reply {
        .json(["events": .array(events), "next": .optional(next.map { Cursor.make($0.time.milliseconds, $0.ordinal) })])
    }

    private static func activity(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let days: Int
        if let text = call.query["days"]?.nonEmpty {
            guard let number = Int(text), (1...366).contains(number) else {
                throw LianluError(.badRequest, "days is not a whole number from 1 to 366.", hint: "Leave it out for 90.")
            }
            days = number
        } else {
            days = 90
        }
        let context = try await call.analyseContext()
        let answer = try await CustomerActivity.answer(leaves: call.services.graph.leaves(of: customer), days: days, context)
        func counts(_ list: [CustomerActivity.Count]) -> JSONValue {
            .array(list.map { ["key": .string($0.key), "events": .int($0.events)] })
        }
        return .json([
            "days": .array(answer.days.map { ["date": .string($0.key), "events": .int($0.events)] }), "byChannel": counts(answer.byChannel),
            "byChannelDay": .array(answer.byChannelDay.map { ["key": .string($0.key), "values": .array($0.values.map { .int($0) })] }),
            "byEvent": counts(answer.byEvent),
        ])
    }
}

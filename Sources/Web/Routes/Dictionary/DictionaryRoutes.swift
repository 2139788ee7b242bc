import Behaviour
import Collect
import Organisation
import Storage
import Vocabulary

/// Names, display names and properties of events (元数据管理).
enum DictionaryRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/dictionary/events", .needs(.dictionaryRead), events)
        routes.patch("/api/dictionary/events/{name}", .needs(.dictionaryWrite), whole: "the dictionary", update)
        routes.get("/api/dictionary/properties", .needs(.dictionaryRead), properties)
    }

    private static func events(_ call: Call) async throws -> Reply {
        let entries = try await EventEntry.all(call.services.store)
        let zone = try await call.zone(named: nil)
        let days = try await counts(call.services, zone)
        return .list(entries.map { $0.json(days: days.counts[$0.code] ?? days.missing, starts: days.starts) })
    }

    /// Events of the last 30 days by code and day, and what holds for codes that are not among them: none, or not known past the thousand most frequent.
    private static func counts(_ services: Services, _ zone: TimeZoneRules) async throws -> (
        starts: [Instant], counts: [Int32: [Int]], missing: [Int]?
    ) {
        let now = services.clock.now
        let today = Interval.day.start(containing: now, in: zone)
        let starts = (-29...1).map { Interval.day.advance(today, by: $0, in: zone) }
        var query = BucketQuery(boundaries: starts)
        query.breakdown = .code
        query.limit = 1000
        let result = try await services.behaviour.buckets(query)
        var counts: [Int32: [Int]] = [:]
        for series in result.series {
            if case .value(let text) = series.key, let code = Int32(text) { counts[code] = series.values }
        }
        let isCut = result.series.contains { $0.key == .other }
        return (starts, counts, isCut ? nil : [])
    }

    private static func update(_ call: Call) async throws -> Reply {
        let name = try call.parameter("name")
        let body = try await call.fields("displayName", "description", "hidden")
        var change = EventEntry.Change(description: try body.text("description", most: 500), hidden: try body.bool("hidden"))
        if let display = body["displayName"] {
            guard let object = display.object, object.allSatisfy({ $0.value.isNull || ($0.value.string?.count ?? 101) <= 100 }) else {
                throw LianluError(
                    .badRequest, "displayName is not an object of texts of at most 100 characters.",
                    hint: "Send {\"zh-Hans\":\"…\",\"zh-Hant\":\"…\",\"en\":\"…\"}.")
            }
            change.display = object
        }
        let principal = try call.principal
        let now = call.services.clock.now
        let entry = try await call.services.store.write { [change] tx in
            let entry = try EventEntry.change(name, change, in: tx)
            try AuditLog.append(
                tx, principal, "dictionary.update", target: "event:\(name)", detail: [("displayName", entry.display.text)], at: now)
            return entry
        }
        return .json(entry.json(days: nil, starts: []))
    }

    private static func properties(_ call: Call) async throws -> Reply {
        var code: Int32?
        if let name = call.query["event"]?.nonEmpty {
            guard let found = call.services.dictionary.code(of: name) else { return .list([]) }
            code = found
        }
        let mask = try call.mask
        let samples = try await call.services.behaviour.properties(of: code)
        return .list(
            samples.map { sample in
                [
                    "name": .string(sample.name), "type": .string(sample.type),
                    "samples": .strings(sample.samples.map { mask.value($0, kind: sample.name) }), "promoted": .bool(sample.promoted),
                ]
            })
    }
}

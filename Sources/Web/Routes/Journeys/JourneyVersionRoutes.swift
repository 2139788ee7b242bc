import HTTPTypes
import Journey
import Organisation
import Profile
import Storage
import Vocabulary

/// Versions of journeys: what was let go, by whom, and how to come back to it.
enum JourneyVersionRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/journeys/{id}/versions", .needs(.journeysRead), list)
        routes.get("/api/journeys/{id}/versions/{version}", .needs(.journeysRead)) { call in
            let (room, id) = (call.services.rooms.journeys, try call.number())
            let found = try await room.version(try call.number("version"), of: id)
            var object = json(found, try await room.figures(of: id)[found.number])
            object["definition"] = found.definition
            return .json(.object(object))
        }
        routes.post("/api/journeys/{id}/versions/{version}/restore", .needs(.journeysWrite), whole: "journeys", restore)
    }

    private static func json(_ version: JourneyVersion, _ figures: JourneyFigures?) -> JSONObject {
        [
            "version": .int(version.number), "state": .string(version.state.rawValue), "publishedAt": .time(version.publishedAt),
            "publishedBy": .string(version.publishedBy), "approvedBy": .string(version.approvedBy),
            "entry": JourneyRoutes.summary(version.definition["entry"] ?? .null),
            "nodes": .int(version.definition["nodes"]?.array?.count ?? 0),
            "counts": JourneyRoutes.json(figures ?? JourneyFigures()),
        ]
    }

    private static func list(_ call: Call) async throws -> Reply {
        let (room, id, limit) = (call.services.rooms.journeys, try call.number(), try call.limit())
        let found = try await room.versions(of: id, limit: limit, before: try call.cursorNumber())
        let figures = try await room.figures(of: id)
        return .list(
            found.map { .object(json($0, figures[$0.number])) },
            next: found.count == limit ? Cursor.make(found[found.count - 1].number) : nil)
    }

    private static func restore(_ call: Call) async throws -> Reply {
        let (id, number) = (try call.number(), try call.number("version"))
        var revision: Int64?
        if (call.headers[.contentLength].flatMap { Int($0) } ?? 0) > 2 {
            revision = try (try await call.fields("revision")).number("revision")
        }
        let journey = try await call.services.rooms.journeys.restore(number, of: id, revision: revision)
        try await call.audit("journey.restore", "journey:\(id)", [("version", String(number)), ("revision", String(journey.revision))])
        return .json(JourneyRoutes.json(journey, whole: true))
    }
}

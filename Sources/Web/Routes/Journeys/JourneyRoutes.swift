import Audience
import Deliver
import HTTPTypes
import Identify
import Journey
import Organisation
import Profile
import Storage
import Vocabulary

/// Journeys and their runs.
enum JourneyRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/journeys", .needs(.journeysRead), list)
        routes.post("/api/journeys", .needs(.journeysWrite), whole: "journeys", create)
        routes.post("/api/journeys/validate", .needs(.journeysRead), validate)
        routes.get("/api/journeys/{id}", .needs(.journeysRead), detail)
        routes.put("/api/journeys/{id}/draft", .needs(.journeysWrite), whole: "journeys", saveDraft)
        routes.post("/api/journeys/{id}/publish", .needs(.journeysWrite), whole: "journeys", publish)
        routes.post("/api/journeys/{id}/approve", .needs(.journeysApprove), whole: "journeys") { call in
            let id = try call.number()
            let journey = try await call.services.rooms.journeys.approve(id, by: try call.principal.reference)
            try await call.audit("journey.approve", "journey:\(id)", [("version", String(journey.version))])
            return .json(json(journey, whole: true))
        }
        routes.post("/api/journeys/{id}/state", .needs(.journeysWrite), whole: "journeys") { call in
            let id = try call.number()
            let body = try await call.fields("state", "passOver")
            guard let state = Journey.State(rawValue: try body.needText("state")) else {
                throw LianluError(.badRequest, "There is no such state.", hint: "Use published, paused, ended or draft.")
            }
            let isPassing = try body.bool("passOver") ?? false
            let journey = try await call.services.rooms.journeys.setState(id, state, passingOver: isPassing)
            try await call.audit(
                "journey.state", "journey:\(id)", [("state", state.rawValue)] + (isPassing ? [("passOver", "true")] : []))
            return .json(json(journey, whole: true))
        }
        JourneyVersionRoutes.add(to: routes)
        routes.post("/api/journeys/{id}/test", .needs(.journeysWrite), test)
        routes.get("/api/journeys/{id}/runs", .needs(.journeysRead), runs)
        routes.get("/api/journey-runs/{id}", .needs(.journeysRead), run)
        routes.post("/api/audiences/preview", .needs(.journeysRead), within: .seconds(120), preview)
    }

    static func json(_ journey: Journey, whole: Bool) -> JSONValue {
        [
            "id": .int(journey.id), "name": .string(journey.name), "state": .string(journey.state.rawValue),
            "revision": .int(journey.revision),
            "version": .int(journey.version), "pending": .int(journey.pending), "requestedBy": .string(journey.requestedBy),
            "approvedBy": .string(journey.approvedBy),
            "createdAt": .time(journey.createdAt), "updatedAt": .time(journey.updatedAt), "draft": whole ? journey.draft : .null,
        ]
    }

    static func json(_ figures: JourneyFigures) -> JSONValue {
        [
            "entered": .int(figures.entered), "running": .int(figures.running), "finished": .int(figures.finished),
            "goal": .int(figures.goal), "sent": .int(figures.sent),
        ]
    }

    /// How people come in, short enough for lists: a rule or conditions of more than 4 KB are left out, and `shortened` says so.
    static func summary(_ entry: JSONValue) -> JSONValue {
        guard entry.bytes.count > 4_096, var object = entry.object else { return entry }
        object["rule"] = nil
        object["where"] = nil
        object["shortened"] = true
        return .object(object)
    }

    /// What keeps a journey from going on, or null.
    static func json(_ failure: JourneyFailure?) -> JSONValue {
        guard let failure else { return .null }
        return [
            "message": .string(failure.message), "since": .time(failure.since), "attempts": .int(failure.attempts),
            "retryAt": .time(failure.retryAt), "runs": .optional(failure.runs.map { Int64($0) }),
        ]
    }

    private static func list(_ call: Call) async throws -> Reply {
        let room = call.services.rooms.journeys
        let (figures, failures) = (try await room.figures(), room.failures)
        return .list(
            try await room.list().map { journey in
                var object = json(journey, whole: false).object ?? JSONObject()
                object["entry"] = summary(room.entry(of: journey))
                object["hasGoal"] = .bool(journey.draft["goal"]?.object != nil)
                object["counts"] = json(figures[journey.id] ?? JourneyFigures())
                object["failure"] = json(failures[journey.id])
                return .object(object)
            }, adding: [("types", .strings(JourneyNode.types))])
    }

    private static func validate(_ call: Call) async throws -> Reply {
        let json = try await call.json()
        do {
            let definition = try JourneyDefinition(json)
            return .json(["ok": true, "nodes": .int(definition.order.count), "mass": .bool(definition.entry.isMass)])
        } catch {
            return .json(["ok": false, "message": .string(error.message), "hint": .string(error.hint)])
        }
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("name", "draft")
        let made = try await call.services.rooms.journeys.create(name: try body.needText("name", most: 80), draft: body["draft"] ?? [:])
        try await call.audit("journey.create", "journey:\(made.id)", [("name", made.name)])
        return .json(json(made, whole: true), status: .created)
    }

    private static func detail(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let room = call.services.rooms.journeys
        let journey = try await room.journey(id)
        var object = json(journey, whole: true).object ?? JSONObject()
        object["missedAt"] = .time(try await room.missedMoment(of: journey))
        let (counts, waiting) = try await room.counts(of: id, version: try call.filter("version"))
        func numbers(_ values: [String: Int64]) -> JSONValue {
            .object(JSONObject(values.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) }))
        }
        object["counts"] = .object(
            JSONObject(counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key.isEmpty ? "journey" : $0.key, numbers($0.value)) }))
        object["waiting"] = numbers(waiting)
        object["failure"] = json(room.failures[id])
        return .json(.object(object))
    }

    private static func saveDraft(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("draft", "revision", "name")
        guard let revision = try body.number("revision") else {
            throw LianluError(.badRequest, "“revision” is missing.", hint: "Send the one you edited.")
        }
        let saved = try await call.services.rooms.journeys.saveDraft(
            id, name: try body.text("name", most: 80), draft: body["draft"] ?? .null, revision: revision)
        try await call.audit("journey.draft", "journey:\(id)", [("revision", String(saved.revision))])
        return .json(json(saved, whole: true))
    }

    private static func publish(_ call: Call) async throws -> Reply {
        let id = try call.number()
        var moving = false
        if (call.headers[.contentLength].flatMap { Int($0) } ?? 0) > 2 {
            moving = try (try await call.fields("moveRuns")).bool("moveRuns") ?? false
        }
        let journey = try await call.services.rooms.journeys.publish(id, by: try call.principal.reference, moving: moving)
        try await call.audit(
            "journey.publish", "journey:\(id)",
            [
                ("state", journey.pending > 0 ? Journey.State.pending.rawValue : journey.state.rawValue),
                ("version", String(journey.pending > 0 ? journey.pending : journey.version)),
            ])
        return .json(json(journey, whole: true))
    }

    private static func test(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("customer", "context")
        guard let number = UInt32(body["customer"]?.plainText ?? "") else { throw LianluError.noCustomer("") }
        let (reader, scope) = (call.services.reader, try call.principal.scope.customers)
        let found = try await call.services.store.read { tx -> LeafNumber? in
            guard let customer = try reader.customer(LeafNumber(number), in: tx) else { return nil }
            return try reader.isVisible(customer, in: scope, tx) ? customer : nil
        }
        guard let customer = found else { throw LianluError.noCustomer(String(number)) }
        let run = try await call.services.rooms.journeys.test(id, customer: customer, context: body["context"]?.object ?? JSONObject())
        try await call.audit("journey.test", "journey:\(id)", [("customer", customer.description)])
        return .json(self.run(run, call), status: .accepted)
    }

    private static func run(_ run: JourneyRun, _ call: Call) -> JSONValue {
        [
            "id": .int(run.id), "journey": .int(run.journey), "version": .int(run.version), "key": .string(run.key),
            "customer": run.leaf.rawValue == 0 ? .null : .string(call.services.graph.canonical(of: run.leaf).description),
            "state": .string(run.isDone ? "done" : "waiting"), "node": .string(run.node), "dueAt": run.isDone ? .null : .time(run.dueAt),
            "heldOut": .bool(run.isGhost), "test": .bool(run.isTest), "enteredAt": .time(run.enteredAt), "goalAt": .time(run.goalAt),
            "endedAt": .time(run.endedAt), "reason": .string(run.reason),
        ]
    }

    private static func runs(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let state = try call.choice("state", JourneyRun.State.self)
        let found = try await call.services.rooms.journeys.runs(
            of: try call.number(), state: state, customer: try call.customerFilter(), limit: limit, before: try call.cursorNumber())
        let shown = try await call.visible(found) { $0.leaf }
        return .list(shown.map { run($0, call) }, next: found.count == limit ? Cursor.make(found[found.count - 1].id) : nil)
    }

    private static func run(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let (found, steps) = try await call.services.rooms.journeys.run(id)
        guard try await !call.visible([found], { $0.leaf }).isEmpty else {
            throw LianluError(.notFound, "There is no run \(id).", hint: "List the journey's runs.")
        }
        var object = run(found, call).object ?? JSONObject()
        let mask = try call.mask
        // A step that asked for a message names it once it is there.
        let keys = steps.filter { $0.kind == "send" }.compactMap { $0.detail["key"]?.string }
        let messages = try await call.services.rooms.deliveries.messages(byKeys: keys)
        object["steps"] = .array(
            steps.map { step in
                var detail = mask.json(step.detail).object ?? JSONObject()
                if step.kind == "send", let key = step.detail["key"]?.string { detail["message"] = messages[key].map { JSONValue.int($0) } }
                return ["node": .string(step.node), "at": .time(step.at), "kind": .string(step.kind), "detail": .object(detail)]
            })
        return .json(.object(object))
    }

    private static func preview(_ call: Call) async throws -> Reply {
        guard let json = (try await call.fields("rule"))["rule"] else {
            throw LianluError(.badRequest, "“rule” is missing.", hint: "Send the rule.")
        }
        let rule = try AudienceRule(parsing: json)
        let found = Found()
        try await call.services.rooms.journeys.facts.everybody(rule) { page in
            await found.add(try await call.visible(page) { $0 })
        }
        let (count, sample) = await found.all
        let reader = call.services.reader
        let people = try await call.services.store.read { tx in try reader.summaries(sample, in: tx) }
        let mask = try call.mask
        return .json([
            "count": .int(count),
            "sample": .array(
                people.map {
                    [
                        "id": .string($0.number.description), "name": .optional($0.name.map { mask.text($0) }),
                        "lastSeen": .time($0.lastSeen),
                    ]
                }),
            "asOf": .time(call.services.clock.now),
        ])
    }

    private actor Found {
        private var count = 0
        private var sample: [LeafNumber] = []
        func add(_ page: [LeafNumber]) {
            count += page.count
            sample += page.prefix(max(0, 10 - sample.count))
        }
        var all: (Int, [LeafNumber]) { (count, sample) }
    }
}

import HTTPTypes
import Hummingbird
import Identify
import Lead
import NIOCore
import Organisation
import Profile
import Storage
import Vocabulary

/// Leads: lists, one lead with its reason, and what people do with them.
enum LeadRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/leads", .needs(.leadsRead), list)
        routes.post("/api/leads", .needs(.leadsManage), create)
        routes.get("/api/leads/stream", .needs(.leadsRead), within: nil, stream)
        routes.get("/api/leads/{id}", .needs(.leadsRead), detail)
        routes.post("/api/leads/{id}/stage", .needs(.leadsWork), stage)
        routes.post("/api/leads/{id}/follow-ups", .needs(.leadsWork), followUp)
        routes.post("/api/leads/{id}/claim", .needs(.leadsWork)) { call in
            try await act(call, "lead.claim") { desk, id, actor in try await desk.claim(id, by: actor) }
        }
        routes.post("/api/leads/{id}/hand-back", .needs(.leadsWork)) { call in
            let reason = try await reason(call)
            return try await act(call, "lead.hand_back") { desk, id, actor in try await desk.handBack(id, reason: reason, by: actor) }
        }
        routes.post("/api/leads/{id}/reassign", .needs(.leadsManage)) { call in
            let body = try await call.fields("salesperson", "reason")
            guard let person = try body.number("salesperson") else {
                throw LianluError(.badRequest, "“salesperson” is missing.", hint: "Give the salesperson's number.")
            }
            let reason = try body.text("reason", most: 200) ?? ""
            try await SalesRoutes.inScope(person, call)
            return try await act(call, "lead.reassign") { desk, id, actor in
                try await desk.reassign(id, to: person, reason: reason, by: actor)
            }
        }
        SalesRoutes.add(to: routes)
    }

    private static func reason(_ call: Call) async throws -> String {
        guard call.headers[.contentLength].flatMap({ Int($0) }) ?? 0 > 0 else { return "" }
        return try (try await call.fields("reason")).text("reason", most: 200) ?? ""
    }

    /// The caller as somebody who works on leads.
    static func actor(_ call: Call) async throws -> LeadDesk.Actor {
        let principal = try call.principal
        let person = try await salesperson(call)
        return LeadDesk.Actor(reference: principal.reference, salesperson: person?.id, mayManage: principal.may(.leadsManage))
    }

    static func salesperson(_ call: Call) async throws -> Salesperson? {
        guard try call.principal.kind == .account, let account = Int64(try call.principal.id) else { return nil }
        return try await call.services.rooms.leads.salespeople().first { $0.account == account }
    }

    /// Whether the caller may see a lead: those who manage see all of their part of the organisation, others their own and what lies in pools.
    private static func seen(_ lead: Lead, _ me: LeadDesk.Actor, _ call: Call) async throws -> Bool {
        if me.mayManage {
            guard let path = try call.principal.scope.part else { return true }
            guard let owner = lead.owner else { return true }
            return try await call.services.rooms.leads.isInside(owner, path: path)
        }
        if lead.state == .pooled { return true }
        return lead.owner != nil && lead.owner == me.salesperson
    }

    private static func act(
        _ call: Call, _ action: String, _ body: @escaping @Sendable (LeadDesk, Int64, LeadDesk.Actor) async throws -> Lead
    ) async throws -> Reply {
        let id = try call.number()
        let me = try await actor(call)
        let desk = call.services.rooms.leads
        guard let found = try await desk.lead(id), try await seen(found, me, call) else { throw missing(id) }
        let lead = try await body(desk, id, me)
        try await call.audit(action, "lead:\(id)")
        return .json(try await LeadJSON.of([lead], call, mask: try call.mask).lead(lead))
    }

    private static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no lead \(id).", hint: "It may belong to somebody else.")
    }

    private static func list(_ call: Call) async throws -> Reply {
        let me = try await actor(call)
        let view = call.query["view"] ?? (me.mayManage ? "all" : "mine")
        var query = LeadQuery()
        query.limit = try call.limit()
        switch call.query["sort"] ?? "newest" {
        case "newest": query.before = try call.cursorNumber()
        case "urgency":
            query.isByUrgency = true
            if let text = call.query["after"]?.nonEmpty {
                let place = try Cursor.read(text, count: 3)
                query.after = Urgency(rank: place[0], key: place[1], lead: place[2])
            }
        default: throw LianluError(.badRequest, "There is no such order.", hint: "Use sort=newest or sort=urgency.")
        }
        query.states = try call.choices("state", LeadState.self)
        let (pool, owner) = (try call.filter("pool"), try call.filter("owner"))
        switch view {
        case "mine":
            guard let person = me.salesperson else { return .list([], adding: [("counts", [:]), ("me", .null)]) }
            query.owner = person
        case "pool":
            query.states = [.pooled]
            query.pool = pool
        case "quarantine", "waiting":
            guard me.mayManage else {
                throw LianluError(.forbidden, "Only managers see what nobody has yet.", hint: "Use view=mine or view=pool.")
            }
            if view == "waiting" { query.isWaiting = true } else { query.states = [.quarantine] }
        case "all":
            guard me.mayManage else { throw LianluError(.forbidden, "Only managers see all leads.", hint: "Use view=mine or view=pool.") }
            if call.query["node"]?.nonEmpty != nil { query.path = try await call.narrowedScope().path }
        default:
            throw LianluError(.badRequest, "There is no view “\(view.prefix(20))”.", hint: "Use mine, pool, quarantine, waiting or all.")
        }
        if let owner, me.mayManage { query.owner = owner }
        // Whatever the view, and in its counts: the leads of people of other parts of the organisation are none; one's own are, wherever one belongs.
        if query.path == nil, query.owner == nil || query.owner != me.salesperson { query.path = try call.principal.scope.part }
        let (leads, counts) = try await call.services.rooms.leads.list(query)
        let json = try await LeadJSON.of(leads, call, mask: try call.mask)
        var next: String?
        if let last = leads.last, leads.count == query.limit {
            let place = Urgency(of: last)
            next = query.isByUrgency ? Cursor.make(place.rank, place.key, place.lead) : Cursor.make(last.id)
        }
        return .list(
            leads.map(json.lead), next: next,
            adding: [
                ("counts", .object(JSONObject(counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) }))),
                ("me", .optional(me.salesperson)),
            ])
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("customer", "product", "region", "note", "salesperson")
        guard let number = UInt32(body["customer"]?.plainText ?? "") else { throw LianluError.noCustomer("") }
        let (reader, desk) = (call.services.reader, call.services.rooms.leads)
        var new = LeadDesk.NewLead(leaf: LeafNumber(number), source: "manual")
        new.product = try body.text("product", most: 80) ?? ""
        new.region = try body.text("region", most: 80) ?? ""
        if let note = try body.text("note", most: 500) { new.answers["note"] = .string(note) }
        new.salesperson = try body.number("salesperson")
        if let person = new.salesperson { try await SalesRoutes.inScope(person, call) }
        let (given, scope) = (new, try call.principal.scope.customers)
        let lead = try await call.services.store.write { tx in
            guard let customer = try reader.customer(given.leaf, in: tx), try reader.isVisible(customer, in: scope, tx) else {
                throw LianluError.noCustomer(given.leaf.description)
            }
            return try desk.capture(given, in: tx)
        }
        try await call.audit("lead.create", "lead:\(lead.id)")
        return .json(try await LeadJSON.of([lead], call, mask: try call.mask).lead(lead), status: .created)
    }

    private static func detail(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let me = try await actor(call)
        let desk = call.services.rooms.leads
        guard let lead = try await desk.lead(id), try await seen(lead, me, call) else { throw missing(id) }
        var mask = try call.mask
        if call.query["reveal"] == "true" {
            guard try call.principal.may(.customersReveal), me.mayManage || lead.owner == me.salesperson else {
                throw LianluError(.forbidden, "Only the owner sees the phone number.", hint: "Claim the lead first.")
            }
            try await call.audit("lead.reveal", "lead:\(id)")
            mask = .off
        }
        var json = try await LeadJSON.of([lead], call, mask: mask).lead(lead).object ?? JSONObject()
        let story = try await desk.story(of: id)
        json["assignments"] = .array(
            story.assignments.map {
                [
                    "attempt": .int($0.attempt), "salesperson": .int($0.salesperson), "at": .time($0.at), "mode": .string($0.mode),
                    "cause": .string($0.cause),
                    "explanation": $0.explanation, "endedAt": .time($0.endedAt), "endedReason": .string($0.endedReason),
                ]
            })
        json["followUps"] = .array(
            story.followUps.map {
                [
                    "at": .time($0.at), "actor": .string($0.actor), "kind": .string($0.kind), "text": mask.json(.string($0.text)),
                    "nextAt": .time($0.next),
                ]
            })
        json["events"] = .array(
            story.events.map { ["at": .time($0.at), "kind": .string($0.kind), "actor": .string($0.actor), "detail": $0.detail] })
        json["touchList"] = .array(story.touches.map { ["at": .time($0.at), "kind": .string($0.kind), "payload": mask.json($0.payload)] })
        return .json(.object(json))
    }

    private static func stage(_ call: Call) async throws -> Reply {
        let body = try await call.fields("stage", "reason", "valueFen")
        guard let state = LeadState(rawValue: try body.needText("stage")) else {
            throw LianluError(
                .badRequest, "There is no such stage.", hint: "Use one of: \(LeadState.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let (reason, value) = (try body.text("reason", most: 200) ?? "", try body.number("valueFen"))
        return try await act(call, "lead.stage") { desk, id, actor in
            try await desk.setState(id, state, reason: reason, valueFen: value, by: actor)
        }
    }

    private static func followUp(_ call: Call) async throws -> Reply {
        let body = try await call.fields("kind", "text", "nextAt")
        let zone = try await call.zone(named: nil)
        let next = try body.text("nextAt").map { text throws(LianluError) in try Periods.start(text, zone) }
        let (kind, text) = (try body.needText("kind"), try body.text("text") ?? "")
        return try await act(call, "lead.follow_up") { desk, id, actor in
            try await desk.followUp(id, kind: kind, text: text, next: next, by: actor)
        }
    }

    /// What happens to the caller's leads, as it happens.
    private static func stream(_ call: Call) async throws -> Reply {
        let me = try await actor(call)
        let desk = call.services.rooms.leads
        let feed = desk.feed
        let part = try call.principal.scope.part
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: 2000\n\nevent: ready\ndata: {}\n\n"))
            let pieces = AsyncStream<String> { continuation in
                let signals = Task {
                    for await signal in feed.watch() where me.mayManage || signal.salesperson == me.salesperson || signal.salesperson == nil
                    {
                        // What happens to the leads of people of other parts of the organisation is not told.
                        if let part, let person = signal.salesperson, person != me.salesperson,
                            (try? await desk.isInside(person, path: part)) != true
                        {
                            continue
                        }
                        continuation.yield(
                            "event: \(signal.kind)\ndata: {\"lead\":\(signal.lead),\"mine\":\(signal.salesperson != nil && signal.salesperson == me.salesperson)}\n\n"
                        )
                    }
                    continuation.finish()
                }
                let beat = Task {
                    while !Task.isCancelled {
                        guard (try? await Task.sleep(for: .seconds(15))) != nil else { return }
                        continuation.yield(": beat\n\n")
                    }
                }
                continuation.onTermination = { _ in
                    signals.cancel()
                    beat.cancel()
                }
            }
            for await piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
            try await writer.finish(nil)
        }
        return Reply(
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .init("X-Accel-Buffering")!: "no"], body: body)
    }
}

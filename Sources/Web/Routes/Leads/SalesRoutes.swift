import HTTPTypes
import Lead
import Organisation
import Vocabulary

/// Salespeople, their hours and absences, rules of assignment, pools.
enum SalesRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/salespeople", .needs(.leadsRead), people)
        routes.post("/api/salespeople", .needs(.leadsManage)) { call in .json(try await save(nil, call), status: .created) }
        routes.patch("/api/salespeople/{id}", .needs(.leadsManage)) { call in
            try await inScope(try call.number(), call)
            return .json(try await save(try call.number(), call))
        }
        routes.delete("/api/salespeople/{id}", .needs(.leadsManage)) { call in
            try await inScope(try call.number(), call)
            return try await remove("salesperson.delete", "salesperson", call) { try await $0.removePerson($1) }
        }
        routes.put("/api/salespeople/me/presence", .needs(.leadsWork), presence)
        routes.put("/api/salespeople/{id}/presence", .needs(.leadsManage), presenceOf)
        routes.get("/api/sales-leaves", .needs(.leadsManage)) { call in
            var leaves: [SalesLeave] = []
            for leave in try await call.services.rooms.leads.leaves() where try await isVisible(leave.salesperson, call) {
                leaves.append(leave)
            }
            return .list(leaves.map(leave))
        }
        routes.post("/api/sales-leaves", .needs(.leadsManage), addLeave)
        routes.delete("/api/sales-leaves/{id}", .needs(.leadsManage)) { call in
            let id = try call.number()
            // One of another part of the organisation is as good as none.
            if try call.principal.scope.part != nil {
                let leave = try await call.services.rooms.leads.leaves().first { $0.id == id }
                guard let leave, try await isVisible(leave.salesperson, call) else {
                    throw LianluError(.notFound, "There is no absence \(id).", hint: "List the absences to see which there are.")
                }
            }
            try await call.services.rooms.leads.removeLeave(id)
            try await call.audit("sales_leave.remove", "sales_leave:\(id)")
            return .empty()
        }
        routes.get("/api/sales-calendars", .needs(.leadsManage)) { call in
            .list(try await call.services.rooms.leads.calendars().map(calendar))
        }
        routes.post("/api/sales-calendars", .needs(.leadsManage)) { call in .json(try await saveCalendar(nil, call), status: .created) }
        routes.put("/api/sales-calendars/{id}", .needs(.leadsManage)) { call in
            try await checkUsers(of: try call.number(), call)
            return .json(try await saveCalendar(try call.number(), call))
        }
        routes.delete("/api/sales-calendars/{id}", .needs(.leadsManage)) { call in
            try await checkUsers(of: try call.number(), call)
            return try await remove("sales_calendar.delete", "sales_calendar", call) { try await $0.removeCalendar($1) }
        }
        routes.get("/api/assign-policies", .needs(.leadsManage)) { call in .list(try await call.services.rooms.leads.policies().map(policy))
        }
        // Rules and pools decide about the leads of everybody.
        routes.post("/api/assign-policies", .needs(.leadsManage)) { call in
            try call.needWhole("rules of assignment")
            return .json(try await savePolicy(nil, call), status: .created)
        }
        routes.put("/api/assign-policies/{id}", .needs(.leadsManage)) { call in
            try call.needWhole("rules of assignment")
            return .json(try await savePolicy(try call.number(), call))
        }
        routes.delete("/api/assign-policies/{id}", .needs(.leadsManage)) { call in
            try call.needWhole("rules of assignment")
            return try await remove("assign_policy.delete", "assign_policy", call) { try await $0.removePolicy($1) }
        }
        routes.get("/api/lead-pools", .needs(.leadsRead)) { call in
            .list(try await call.services.rooms.leads.pools().map(pool))
        }
        routes.post("/api/lead-pools", .needs(.leadsManage)) { call in
            try call.needWhole("pools")
            return .json(try await savePool(nil, call), status: .created)
        }
        routes.put("/api/lead-pools/{id}", .needs(.leadsManage)) { call in
            try call.needWhole("pools")
            return .json(try await savePool(try call.number(), call))
        }
        routes.delete("/api/lead-pools/{id}", .needs(.leadsManage)) { call in
            try call.needWhole("pools")
            return try await remove("lead_pool.delete", "lead_pool", call) { try await $0.removePool($1) }
        }
    }

    /// Deletes what the address names and notes who did it.
    private static func remove(
        _ action: String, _ kind: String, _ call: Call, _ body: (LeadDesk, Int64) async throws -> String
    ) async throws -> Reply {
        let id = try call.number()
        let name = try await body(call.services.rooms.leads, id)
        try await call.audit(action, "\(kind):\(id)", [("name", name)])
        return .empty()
    }

    /// Whoever sees a part of the organisation only may not touch the people of the others.
    static func inScope(_ person: Int64, _ call: Call) async throws {
        guard try await isVisible(person, call) else {
            throw LianluError(.notFound, "There is no salesperson \(person).", hint: "They may belong to another part of the organisation.")
        }
    }

    private static func isVisible(_ person: Int64, _ call: Call) async throws -> Bool {
        guard let path = try call.principal.scope.part else { return true }
        return try await call.services.rooms.leads.isInside(person, path: path)
    }

    /// Whoever sees a part of the organisation makes salespeople of that part, keeps them there, and ties them to accounts of it.
    private static func checkPlace(_ id: Int64?, _ change: LeadDesk.PersonChange, _ call: Call) async throws {
        guard try !call.principal.scope.isWhole else { return }
        if id == nil || change.node != nil {
            guard try await call.isInside(change.node ?? nil) else {
                throw LianluError(
                    .forbidden, "“node” is not in your part of the organisation.",
                    hint: "Name a place of your own part; GET /api/organisation lists them.")
            }
        }
        // Whoever saves all that a form shows leaves the account as it is, wherever that belongs.
        if let account = change.account ?? nil, try await tied(id, call) != account {
            guard let found = try? await call.services.accounts.account(account), try await call.isInside(found.node) else {
                throw LianluError(
                    .forbidden, "“account” is not of your part of the organisation.",
                    hint: "Ask somebody who sees the whole organisation to tie it.")
            }
        }
    }

    /// The account that a salesperson is tied to.
    private static func tied(_ id: Int64?, _ call: Call) async throws -> Int64? {
        guard let id else { return nil }
        return try await call.services.rooms.leads.salespeople().first { $0.id == id }?.account
    }

    /// Working hours by which people of other parts of the organisation work are not changed from here.
    private static func checkUsers(of calendar: Int64, _ call: Call) async throws {
        guard try !call.principal.scope.isWhole else { return }
        for person in try await call.services.rooms.leads.salespeople() where person.calendar == calendar {
            guard try await isVisible(person.id, call) else {
                throw LianluError(
                    .forbidden, "People of other parts of the organisation work by these hours.",
                    hint: "Make hours of your own for your people."
                )
            }
        }
    }

    private static func people(_ call: Call) async throws -> Reply {
        let desk = call.services.rooms.leads
        let loads = try await desk.loads()
        let nodes = Dictionary(uniqueKeysWithValues: try await call.services.tree.nodes().map { ($0.id, $0.name) })
        var people = try await desk.salespeople()
        if let path = try call.principal.scope.part {
            var inside: [Salesperson] = []
            for person in people where try await desk.isInside(person.id, path: path) { inside.append(person) }
            people = inside
        }
        let me = try await LeadRoutes.salesperson(call)
        return .list(
            people.map { LeadJSON.salesperson($0, load: loads[$0.id] ?? 0, name: $0.node.flatMap { nodes[$0] }) },
            adding: [("me", me.map { LeadJSON.salesperson($0, load: loads[$0.id] ?? 0, name: nil) } ?? .null)])
    }

    private static func save(_ id: Int64?, _ call: Call) async throws -> JSONValue {
        let body = try await call.fields(
            "account", "name", "phone", "email", "node", "weight", "capacity", "dailyCap", "regions", "products", "channels", "calendar",
            "active")
        var change = LeadDesk.PersonChange()
        if body.has("account") { change.account = .some(try body.number("account")) }
        change.name = try body.text("name", most: 60)
        change.phone = try body.text("phone", most: 30)
        change.email = try body.text("email", most: 200)
        if body.has("node") { change.node = .some(try body.number("node")) }
        change.weight = try body.number("weight")
        change.capacity = try body.number("capacity")
        change.dailyCap = try body.number("dailyCap")
        if body.has("regions") { change.regions = try body.texts("regions") }
        if body.has("products") { change.products = try body.texts("products") }
        if body.has("channels") { change.channels = try body.numbers("channels") }
        if body.has("calendar") { change.calendar = .some(try body.number("calendar")) }
        change.isActive = try body.bool("active")
        try await checkPlace(id, change, call)
        let person = try await call.services.rooms.leads.savePerson(id, change)
        try await call.audit(id == nil ? "salesperson.create" : "salesperson.update", "salesperson:\(person.id)", [("name", person.name)])
        return LeadJSON.salesperson(person, load: try await call.services.rooms.leads.loads()[person.id] ?? 0, name: nil)
    }

    private static func presence(_ call: Call) async throws -> Reply {
        guard let me = try await LeadRoutes.salesperson(call) else {
            throw LianluError(.forbidden, "You are no salesperson.", hint: "A manager makes you one under 线索 → 销售与排班.")
        }
        let presence = try await wantedPresence(call)
        try await call.services.rooms.leads.setPresence(me.id, presence)
        return .json(["presence": .string(presence.rawValue)])
    }

    private static func wantedPresence(_ call: Call) async throws -> Salesperson.Presence {
        guard let presence = Salesperson.Presence(rawValue: try (try await call.fields("presence")).needText("presence")) else {
            throw LianluError(.badRequest, "There is no such presence.", hint: "Use online, busy, away or offline.")
        }
        return presence
    }

    /// A manager says it for somebody who forgot, or who is not at a console.
    private static func presenceOf(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let presence = try await wantedPresence(call)
        try await inScope(id, call)
        let before = try await call.services.rooms.leads.setPresence(id, presence)
        try await call.audit("salesperson.presence", "salesperson:\(id)", [("from", before.rawValue), ("to", presence.rawValue)])
        return .json(["presence": .string(presence.rawValue)])
    }

    private static func leave(_ leave: SalesLeave) -> JSONValue {
        [
            "id": .int(leave.id), "salesperson": .int(leave.salesperson), "from": .time(leave.from), "to": .time(leave.to),
            "cover": .optional(leave.cover),
        ]
    }

    private static func addLeave(_ call: Call) async throws -> Reply {
        let body = try await call.fields("salesperson", "from", "to", "cover")
        let zone = try await call.zone(named: nil)
        guard let person = try body.number("salesperson") else {
            throw LianluError(.badRequest, "“salesperson” is missing.", hint: "Give the number.")
        }
        let cover = try body.number("cover")
        for one in [person, cover].compactMap({ $0 }) { try await inScope(one, call) }
        let made = try await call.services.rooms.leads.addLeave(
            person, from: try Periods.start(try body.needText("from"), zone), to: try Periods.end(try body.needText("to"), zone),
            cover: cover)
        try await call.audit("sales_leave.add", "salesperson:\(person)")
        return .json(leave(made), status: .created)
    }

    private static func calendar(_ calendar: BusinessCalendar) -> JSONValue {
        func shifts(_ list: [BusinessCalendar.Shift]) -> JSONValue { .array(list.map { [.int($0.start), .int($0.end)] }) }
        return [
            "id": .int(calendar.id), "name": .string(calendar.name), "zone": .string(calendar.zone),
            "weekly": .array(calendar.weekly.map(shifts)),
            "exceptions": .object(
                JSONObject(calendar.exceptions.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, shifts($0.value)) })),
        ]
    }

    private static func saveCalendar(_ id: Int64?, _ call: Call) async throws -> JSONValue {
        let body = try await call.fields("name", "zone", "weekly", "exceptions")
        let saved = try await call.services.rooms.leads.saveCalendar(
            id, name: try body.needText("name", most: 60), zone: try body.text("zone") ?? "Asia/Shanghai", weekly: body["weekly"] ?? .null,
            exceptions: body["exceptions"] ?? .null)
        try await call.audit("sales_calendar.save", "sales_calendar:\(saved.id)")
        return calendar(saved)
    }

    private static func policy(_ policy: AssignPolicy) -> JSONValue {
        [
            "id": .int(policy.id), "name": .string(policy.name), "priority": .int(policy.priority),
            "conditions": .object(
                JSONObject(policy.conditions.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .strings($0.value)) })),
            "mode": .string(policy.mode.rawValue), "nodes": .array(policy.nodes.map { .int($0) }), "pool": .optional(policy.pool),
            "slaMinutes": .int(policy.slaMinutes), "leader": .optional(policy.leader), "active": .bool(policy.isActive),
            "version": .int(policy.version),
        ]
    }

    private static func conditions(_ body: Fields) throws(LianluError) -> JSONValue {
        guard let given = body["conditions"], !given.isNull else { return [:] }
        guard given.object != nil else {
            throw LianluError(.badRequest, "“conditions” is not an object.", hint: "Send {\"product\":[\"茶\"]}; {} for every lead.")
        }
        return given
    }

    private static func savePolicy(_ id: Int64?, _ call: Call) async throws -> JSONValue {
        let body = try await call.fields("name", "priority", "conditions", "mode", "nodes", "pool", "slaMinutes", "leader", "active")
        guard let mode = AssignPolicy.Mode(rawValue: try body.text("mode") ?? "round_robin") else {
            throw LianluError(
                .badRequest, "There is no such mode.",
                hint: "Use one of: \(AssignPolicy.Mode.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let saved = try await call.services.rooms.leads.savePolicy(
            id, name: try body.needText("name", most: 80), priority: try body.number("priority") ?? 100,
            conditions: try conditions(body), mode: mode,
            nodes: try body.numbers("nodes"), pool: try body.number("pool"),
            slaMinutes: try body.number("slaMinutes") ?? 30,
            leader: try body.number("leader"), isActive: try body.bool("active") ?? true)
        try await call.audit(
            "assign_policy.save", "assign_policy:\(saved.id)", [("mode", saved.mode.rawValue), ("version", String(saved.version))])
        return policy(saved)
    }

    private static func pool(_ pool: LeadPool) -> JSONValue {
        [
            "id": .int(pool.id), "name": .string(pool.name), "claimCap": .int(pool.claimCap), "blockDays": .int(pool.blockDays),
            "recycleDays": .int(pool.recycleDays), "leads": .int(pool.leads),
        ]
    }

    private static func savePool(_ id: Int64?, _ call: Call) async throws -> JSONValue {
        let body = try await call.fields("name", "claimCap", "blockDays", "recycleDays")
        let saved = try await call.services.rooms.leads.savePool(
            id, name: try body.needText("name", most: 60), claimCap: try body.number("claimCap") ?? 10,
            blockDays: try body.number("blockDays") ?? 3,
            recycleDays: try body.number("recycleDays") ?? 0)
        try await call.audit("lead_pool.save", "lead_pool:\(saved.id)")
        return pool(saved)
    }
}

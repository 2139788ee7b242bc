import HTTPTypes
import Organisation
import Touchpoint
import Vocabulary

/// Slots (运营位) and their contents.
enum SlotRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/slots", .needs(.touchpointsRead)) { call in
            let figures = try await call.services.rooms.touchpoints.slotFigures()
            return .list(try await call.services.rooms.touchpoints.slots().map { slot($0, figures) })
        }
        routes.post("/api/slots", .needs(.touchpointsWrite), whole: "slots") { call in
            let body = try await call.fields("key", "name", "kind", "fallback")
            let made = try await call.services.rooms.touchpoints.createSlot(
                key: try body.needText("key"), name: try body.needText("name"), kind: try kind(body) ?? .inline,
                fallback: try fallback(body) ?? nil)
            try await call.audit("slot.create", "slot:\(made.id)", [("key", made.key), ("name", made.name)])
            return .json(slot(made, [:]), status: .created)
        }
        routes.get("/api/slots/{id}", .needs(.touchpointsRead)) { call in
            let figures = try await call.services.rooms.touchpoints.slotFigures()
            return .json(slot(try await call.services.rooms.touchpoints.slot(try call.number()), figures))
        }
        routes.patch("/api/slots/{id}", .needs(.touchpointsWrite), whole: "slots") { call in
            let id = try call.number()
            let body = try await call.fields("name", "kind", "active", "fallback")
            let changed = try await call.services.rooms.touchpoints.updateSlot(
                id, name: try body.text("name"), kind: try kind(body), active: try body.bool("active"), fallback: try fallback(body))
            try await call.audit(
                "slot.update", "slot:\(id)", [("name", changed.name), ("fields", body.object.names.joined(separator: " "))])
            return .json(slot(changed, try await call.services.rooms.touchpoints.slotFigures()))
        }
        routes.delete("/api/slots/{id}", .needs(.touchpointsWrite), whole: "slots") { call in
            let id = try call.number()
            try await call.services.rooms.touchpoints.deleteSlot(id)
            try await call.audit("slot.delete", "slot:\(id)")
            return .empty()
        }
        routes.post("/api/slots/{id}/contents", .needs(.touchpointsWrite), whole: "slots") { call in
            let made = try await call.services.rooms.touchpoints.addContent(to: try call.number(), try await change(call))
            try await call.audit("slot_content.create", "slot_content:\(made.id)", [("slot", String(made.slot)), ("name", made.name)])
            return .json(content(made, SlotFigures()), status: .created)
        }
        routes.patch("/api/slot-contents/{id}", .needs(.touchpointsWrite), whole: "slots") { call in
            let id = try call.number()
            let changed = try await call.services.rooms.touchpoints.updateContent(id, try await change(call))
            try await call.audit(
                "slot_content.update", "slot_content:\(id)", [("name", changed.name), ("active", String(changed.isActive))])
            return .json(content(changed, try await call.services.rooms.touchpoints.slotFigures()[id] ?? SlotFigures()))
        }
        routes.delete("/api/slot-contents/{id}", .needs(.touchpointsWrite), whole: "slots") { call in
            let id = try call.number()
            try await call.services.rooms.touchpoints.deleteContent(id)
            try await call.audit("slot_content.delete", "slot_content:\(id)")
            return .empty()
        }
    }

    private static func kind(_ body: Fields) throws(LianluError) -> Slot.Kind? {
        guard let name = try body.text("kind") else { return nil }
        guard let kind = Slot.Kind(rawValue: name) else {
            throw LianluError(.badRequest, "There is no kind of slot “\(name.prefix(30))”.", hint: "Use popup or inline.")
        }
        return kind
    }

    /// Outer nil: not given; inner nil: none.
    private static func fallback(_ body: Fields) throws(LianluError) -> SlotBody?? {
        guard let value = body["fallback"] else { return nil }
        return .some(value.isNull ? nil : try SlotBody(value))
    }

    private static func change(_ call: Call) async throws -> Touchpoints.ContentChange {
        let body = try await call.fields(
            "name", "priority", "rule", "content", "cap", "capDays", "active", "startsAt", "endsAt", "targetedOnly")
        var change = Touchpoints.ContentChange()
        change.name = try body.text("name")
        change.priority = try body.number("priority")
        change.rule = body["rule"]
        change.body = try body["content"].map { value throws(LianluError) in try SlotBody(value) }
        change.cap = try body.number("cap")
        change.capDays = try body.number("capDays")
        change.isActive = try body.bool("active")
        change.isTargeted = try body.bool("targetedOnly")
        change.startsAt = try moment(body, "startsAt")
        change.endsAt = try moment(body, "endsAt")
        return change
    }

    private static func moment(_ body: Fields, _ name: String) throws(LianluError) -> Instant?? {
        guard let value = body[name] else { return nil }
        if value.isNull { return .some(nil) }
        guard let instant = value.string.flatMap({ ISO8601.parse($0) }) else {
            throw LianluError(.badRequest, "“\(name)” is not a moment.", hint: "Write 2026-12-01T20:00:00+08:00, or null.")
        }
        return .some(instant)
    }

    private static func slot(_ slot: Slot, _ figures: [Int64: SlotFigures]) -> JSONValue {
        [
            "id": .int(slot.id), "key": .string(slot.key), "name": .string(slot.name), "kind": .string(slot.kind.rawValue),
            "active": .bool(slot.isActive), "fallback": slot.fallback?.json ?? .null, "createdAt": .time(slot.createdAt),
            "contents": .array(slot.contents.map { content($0, figures[$0.id] ?? SlotFigures()) }),
        ]
    }

    private static func content(_ content: SlotContent, _ figures: SlotFigures) -> JSONValue {
        [
            "id": .int(content.id), "slot": .int(content.slot), "name": .string(content.name), "priority": .int(content.priority),
            "rule": content.ruleJSON, "content": content.body.json, "cap": .int(content.cap), "capDays": .int(content.capDays),
            "active": .bool(content.isActive), "startsAt": .time(content.startsAt), "endsAt": .time(content.endsAt),
            "targetedOnly": .bool(content.isTargeted), "shown": .int(figures.shown), "clicked": .int(figures.clicked),
            "waiting": .int(figures.waiting),
        ]
    }
}

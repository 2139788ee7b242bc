import HTTPTypes
import Organisation
import Touchpoint
import Vocabulary

/// The registry of origins (来源渠道).
enum OriginRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/origins", .needs(.touchpointsRead), list)
        routes.post("/api/origins", .needs(.touchpointsWrite), whole: "origins") { call in
            let new = try newOrigin(try await call.fields(upTo: 64 << 10, known), kind: nil, parent: nil, platform: "")
            let made = try await call.services.rooms.touchpoints.createOrigins([new])
            try await call.audit("origin.create", "origin:\(made[0].id)", [("name", made[0].name), ("code", made[0].code)])
            return .json(try await shown(made, call)[0], status: .created)
        }
        routes.post("/api/origins/bulk", .needs(.touchpointsWrite), whole: "origins", bulk)
        routes.patch("/api/origins/{id}", .needs(.touchpointsWrite), whole: "origins", update)
        routes.delete("/api/origins/{id}", .needs(.touchpointsWrite), whole: "origins") { call in
            let id = try call.number()
            try await call.services.rooms.touchpoints.deleteOrigin(id)
            try await call.audit("origin.delete", "origin:\(id)")
            return .empty()
        }
    }

    private static let known = ["name", "code", "kind", "platform", "parent", "owner", "costModel", "costNote", "archived", "rules"]

    private static func list(_ call: Call) async throws -> Reply {
        let room = call.services.rooms.touchpoints
        let all = try await room.origins()
        let withArchived = try call.flag("archived") ?? false
        return .list(try await shown(all.filter { withArchived || !$0.isArchived }, call, all: all))
    }

    private static func bulk(_ call: Call) async throws -> Reply {
        let body = try await call.fields(upTo: 1 << 20, ["parent", "kind", "platform", "rows", "items"])
        let (kind, parent) = (try kind(body) ?? .campaign, try body.number("parent"))
        let platform = try body.text("platform", most: 40) ?? ""
        var new: [Touchpoints.NewOrigin] = []
        if let rows = try body.text("rows", most: 500_000), !rows.trimmingWhiteSpace.isEmpty {
            new += try OriginRows.parse(rows, kind: kind, platform: platform, parent: parent)
        }
        for item in body["items"]?.array ?? [] {
            new.append(try newOrigin(try Fields(item, known: known), kind: kind, parent: parent, platform: platform))
        }
        guard (1...1_000).contains(new.count) else {
            throw LianluError(.badRequest, "There is nothing to make, or more than 1,000 at once.", hint: "Send rows (CSV) or items.")
        }
        let made = try await call.services.rooms.touchpoints.createOrigins(new)
        try await call.audit("origin.create", "origins", [("count", String(made.count))])
        return .json(["created": .int(made.count), "items": .array(try await shown(made, call))], status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields(upTo: 64 << 10, known)
        if body.has("code") {
            throw LianluError(
                .badRequest, "The code of an origin stays.", hint: "Events carry it; make a new origin, or add a rule for the old value.")
        }
        let parent: Int64?? = body.has("parent") ? .some(try body.number("parent")) : nil
        let origin = try await call.services.rooms.touchpoints.updateOrigin(
            id, name: try body.text("name"), kind: try kind(body), owner: try body.text("owner"), costModel: try body.text("costModel"),
            costNote: try body.text("costNote"), platform: try body.text("platform"), parent: parent, archived: try body.bool("archived"),
            rules: try rules(body))
        try await call.audit(
            "origin.update", "origin:\(id)", [("name", origin.name), ("fields", body.object.names.joined(separator: " "))])
        return .json(try await shown([origin], call)[0])
    }

    private static func newOrigin(_ body: Fields, kind given: Origin.Kind?, parent: Int64?, platform: String) throws(LianluError)
        -> Touchpoints.NewOrigin
    {
        var new = Touchpoints.NewOrigin(name: try body.needText("name"), kind: try kind(body) ?? given ?? .campaign)
        new.code = try body.text("code").flatMap(\.nonEmpty)
        new.platform = try body.text("platform") ?? platform
        new.parent = try body.number("parent") ?? parent
        new.owner = try body.text("owner") ?? ""
        new.costModel = try body.text("costModel") ?? ""
        new.costNote = try body.text("costNote") ?? ""
        new.rules = try rules(body) ?? []
        return new
    }

    private static func kind(_ body: Fields) throws(LianluError) -> Origin.Kind? {
        guard let name = try body.text("kind") else { return nil }
        guard let kind = Origin.Kind(rawValue: name) else {
            throw LianluError(
                .badRequest, "There is no kind of origin “\(name.prefix(40))”.",
                hint: "Use one of: \(Origin.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return kind
    }

    private static func rules(_ body: Fields) throws(LianluError) -> [OriginRuleKey]? {
        guard let value = body["rules"], !value.isNull else { return nil }
        guard let list = value.array, list.count <= 200 else {
            throw LianluError(
                .badRequest, "“rules” is not a list of at most 200.", hint: "Send [{\"field\":\"utm_source\",\"value\":\"…\"}].")
        }
        var rules: [OriginRuleKey] = []
        for item in list {
            guard let field = item["field"]?.string.flatMap(OriginRuleKey.Field.init(rawValue:)), let value = item["value"]?.string else {
                throw LianluError(
                    .badRequest, "A rule lacks its field or value.",
                    hint: "field is one of \(OriginRuleKey.Field.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            rules.append(OriginRuleKey(field, value))
        }
        return rules
    }

    private static func shown(_ origins: [Origin], _ call: Call, all given: [Origin]? = nil) async throws -> [JSONValue] {
        let room = call.services.rooms.touchpoints
        let all: [Origin]
        if let given { all = given } else { all = try await room.origins() }
        let (links, clicks) = (try await room.linkCounts(), try await room.clickCounts())
        // Counts of a node and everything below, added up along each path.
        var below: [Int64: (links: Int, clicks: Int)] = [:]
        let names = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.name) })
        for origin in all {
            for id in ids(origin.path) {
                below[id, default: (0, 0)].links += links[origin.id] ?? 0
                below[id, default: (0, 0)].clicks += clicks[origin.id] ?? 0
            }
        }
        return origins.map { origin in
            let way = ids(origin.path)
            return [
                "id": .int(origin.id), "parent": .optional(origin.parent), "name": .string(origin.name), "code": .string(origin.code),
                "kind": .string(origin.kind.rawValue), "platform": .string(origin.platform), "owner": .string(origin.owner),
                "costModel": .string(origin.costModel), "costNote": .string(origin.costNote), "archived": .bool(origin.isArchived),
                "createdAt": .time(origin.createdAt), "path": .string(way.compactMap { names[$0] }.joined(separator: " / ")),
                "depth": .int(way.count - 1), "links": .int(links[origin.id] ?? 0), "linksBelow": .int(below[origin.id]?.links ?? 0),
                "clicks": .int(clicks[origin.id] ?? 0), "clicksBelow": .int(below[origin.id]?.clicks ?? 0),
                "rules": .array(origin.rules.map { ["field": .string($0.field.rawValue), "value": .string($0.value)] }),
            ]
        }
    }

    private static func ids(_ path: String) -> [Int64] { path.split(separator: "/").compactMap { Int64($0) } }
}

extension String {
    /// Without white space at the ends.
    var trimmingWhiteSpace: Substring {
        var view = self[...]
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return view
    }
}

import HTTPTypes
import Identify
import Organisation
import Storage
import Touchpoint
import Vocabulary

/// Links (推广链接) and the clicks that came through them or with a platform's click id.
enum LinkRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/links", .needs(.touchpointsRead), list)
        routes.post("/api/links", .needs(.touchpointsWrite), whole: "links") { call in
            let body = try await call.fields(upTo: 64 << 10, ["name", "slug", "origin", "page", "url", "utm"])
            var new = Touchpoints.NewLink(name: try body.needText("name"))
            new.slug = try body.text("slug").flatMap(\.nonEmpty)
            new.origin = try body.number("origin")
            new.page = try body.number("page")
            new.url = try body.text("url") ?? ""
            new.utm = try utm(body) ?? JSONObject()
            let made = try await call.services.rooms.touchpoints.createLinks([new], by: try call.principal.reference)
            try await call.audit("link.create", "link:\(made[0].id)", [("name", made[0].name), ("slug", made[0].slug)])
            return .json(try await shown(made, call)[0], status: .created)
        }
        routes.post("/api/links/bulk", .needs(.touchpointsWrite), whole: "links", bulk)
        routes.get("/api/links/{id}", .needs(.touchpointsRead)) { call in
            .json(try await shown([try await call.services.rooms.touchpoints.link(try call.number())], call)[0])
        }
        routes.patch("/api/links/{id}", .needs(.touchpointsWrite), whole: "links", update)
        routes.get("/api/clicks", .needs(.touchpointsRead), clicks)
    }

    private static func list(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let found = try await call.services.rooms.touchpoints.links(
            origin: try call.filter("origin"), page: try call.filter("page"), isActive: try call.flag("active"),
            text: call.query["q"] ?? "", limit: limit + 1, before: try call.cursorNumber())
        return .list(
            try await shown(Array(found.prefix(limit)), call), next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
    }

    private static func bulk(_ call: Call) async throws -> Reply {
        let body = try await call.fields(upTo: 1 << 20, ["origin", "names", "pages", "url", "utm"])
        let names = try body.texts("names", most: 1_000).filter { !$0.trimmingWhiteSpace.isEmpty }
        let pages = (body["pages"]?.array ?? []).compactMap(\.int)
        let targets: [Int64?] = pages.isEmpty ? [nil] : pages.map { $0 }
        guard (1...1_000).contains(names.count * targets.count) else {
            throw LianluError(.badRequest, "These make no link, or more than 1,000.", hint: "Send names, and pages or url.")
        }
        var new: [Touchpoints.NewLink] = []
        for page in targets {
            for name in names {
                var link = Touchpoints.NewLink(name: name)
                link.origin = try body.number("origin")
                link.page = page
                link.url = page == nil ? try body.text("url") ?? "" : ""
                link.utm = try utm(body) ?? JSONObject()
                new.append(link)
            }
        }
        let made = try await call.services.rooms.touchpoints.createLinks(new, by: try call.principal.reference)
        try await call.audit("link.create", "links", [("count", String(made.count))])
        return .json(["created": .int(made.count), "items": .array(try await shown(made, call))], status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields(upTo: 64 << 10, ["name", "origin", "page", "url", "utm", "active"])
        let origin: Int64?? = body.has("origin") ? .some(try body.number("origin")) : nil
        let link = try await call.services.rooms.touchpoints.updateLink(
            id, name: try body.text("name"), active: try body.bool("active"), origin: origin, page: try body.number("page"),
            url: try body.text("url").flatMap(\.nonEmpty), utm: try utm(body))
        try await call.audit("link.update", "link:\(id)", [("name", link.name), ("fields", body.object.names.joined(separator: " "))])
        return .json(try await shown([link], call)[0])
    }

    private static func clicks(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let room = call.services.rooms.touchpoints
        let found = try await room.clicks(
            link: try call.filter("link"), origin: try call.filter("origin"), customer: try call.customerFilter(), limit: limit + 1,
            before: try call.cursorNumber())
        let origins = try await originNames(call)
        let links = Dictionary(
            try await room.links(numbers: Set(found.compactMap(\.link))).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let graph = call.services.graph
        let items = try await call.visible(Array(found.prefix(limit))) { $0.leaf }.map { click -> JSONValue in
            [
                "id": .int(click.id), "time": .time(click.time), "platform": .string(click.platform), "clickId": .string(click.clickID),
                "campaign": .object(click.campaign), "link": .optional(click.link), "linkName": .optional(click.link.flatMap { links[$0] }),
                "origin": .optional(click.origin), "originName": .optional(click.origin.flatMap { origins[$0] }),
                "customer": .int(Int64(graph.canonical(of: click.leaf).rawValue)), "url": .string(click.url),
                "referrer": .string(click.referrer),
            ]
        }
        return .list(items, next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
    }

    private static func utm(_ body: Fields) throws(LianluError) -> JSONObject? {
        guard let value = body["utm"], !value.isNull else { return nil }
        let fields = try Fields(value, known: ["source", "medium", "campaign", "content", "term"])
        var utm = JSONObject()
        for name in fields.object.names {
            if let text = try fields.text(name, most: 100), !text.isEmpty { utm[name] = .string(text) }
        }
        return utm
    }

    static func originNames(_ call: Call) async throws -> [Int64: String] {
        Dictionary(uniqueKeysWithValues: try await call.services.rooms.touchpoints.origins().map { ($0.id, $0.name) })
    }

    private static func shown(_ links: [Link], _ call: Call) async throws -> [JSONValue] {
        let origins = try await originNames(call)
        let pages = Dictionary(
            uniqueKeysWithValues: try await call.services.rooms.touchpoints.pageNames().map { ($0.id, $0.name) })
        let base = call.baseURL
        return links.map { link in
            [
                "id": .int(link.id), "slug": .string(link.slug), "name": .string(link.name), "address": .string("\(base)/l/\(link.slug)"),
                "origin": .optional(link.origin), "originName": .optional(link.origin.flatMap { origins[$0] }),
                "page": .optional(link.page),
                "pageName": .optional(link.page.flatMap { pages[$0] }), "url": .string(link.url), "utm": .object(link.utm),
                "active": .bool(link.isActive), "clicks": .int(link.clicks), "createdAt": .time(link.createdAt),
                "createdBy": .string(link.createdBy),
            ]
        }
    }
}

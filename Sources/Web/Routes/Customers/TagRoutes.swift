import HTTPTypes
import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// The catalogue of tags.
enum TagRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/tags", .needs(.customersRead)) { call in
            let (graph, scope) = (call.services.graph, try call.principal.scope.customers)
            let tags = try await call.services.store.read { tx in try TagCatalogue.all(graph: graph, scope: scope, in: tx) }
            return .list(tags.map(json))
        }
        routes.post("/api/tags", .needs(.tagsWrite), create)
        routes.patch("/api/tags/{id}", .needs(.tagsWrite)) { call in
            let id = try call.number()
            let body = try await call.fields("name", "group", "description")
            let (name, group, description) = (try body.text("name"), try body.text("group"), try body.text("description"))
            try await checkCarriers(of: id, call) { tag in name.map { $0 != tag.name } ?? false || group.map { $0 != tag.group } ?? false }
            let tag = try await call.change("tag.update", "tag:\(id)", [("name", name ?? ""), ("group", group ?? "")]) { tx, _ in
                try TagCatalogue.update(id, name: name, group: group, description: description, in: tx)
            }
            return .json(json(tag))
        }
        routes.delete("/api/tags/{id}", .needs(.tagsWrite)) { call in
            let id = try call.number()
            try await checkCarriers(of: id, call) { _ in true }
            try await call.change("tag.delete", "tag:\(id)") { tx, _ in try TagCatalogue.delete(id, in: tx) }
            return .empty()
        }
    }

    /// A tag that customers of other parts of the organisation have is neither renamed nor deleted by who sees one part only.
    /// Its leaves are looked through before the transaction, which nobody else's writing then waits for.
    private static func checkCarriers(of id: Int64, _ call: Call, when changes: @escaping @Sendable (Tag) -> Bool) async throws {
        let (graph, scope) = (call.services.graph, try call.principal.scope)
        guard !scope.isWhole else { return }
        let isElsewhere = try await call.services.store.read { tx in
            guard try changes(TagCatalogue.tag(id, in: tx)) else { return false }
            return try TagCatalogue.isElsewhere(id, graph: graph, scope: scope.customers, in: tx)
        }
        guard !isElsewhere else {
            throw LianluError(
                .forbidden, "Customers of other parts of the organisation have this tag.",
                hint: "Take it off your own customers, or ask somebody who sees the whole organisation.")
        }
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("name", "group", "description")
        let name = try body.needText("name")
        let group = try body.text("group") ?? ""
        let description = try body.text("description") ?? ""
        let owner = try call.principal.name
        let tag = try await call.change("tag.create", "tag:\(name)", [("group", group)]) { tx, act in
            try TagCatalogue.create(name: name, group: group, description: description, owner: owner, at: act.at, in: tx)
        }
        return .json(json(tag), status: .created)
    }

    private static func json(_ tag: Tag) -> JSONValue {
        [
            "id": .int(tag.id), "name": .string(tag.name), "group": .string(tag.group), "description": .string(tag.description),
            "owner": .string(tag.owner), "createdAt": .time(tag.createdAt), "customers": .int(tag.customers),
            "lastAppliedAt": .time(tag.lastAppliedAt),
        ]
    }
}

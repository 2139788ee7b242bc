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
            let (graph, scope) = (call.services.graph, try call.principal.scope.customers)
            let tag = try await call.change("tag.update", "tag:\(id)", [("name", name ?? ""), ("group", group ?? "")]) { tx, _ in
                if name != nil || group != nil { try checkCarriers(of: id, graph, scope, in: tx) }
                return try TagCatalogue.update(id, name: name, group: group, description: description, in: tx)
            }
            return .json(json(tag))
        }
        routes.delete("/api/tags/{id}", .needs(.tagsWrite)) { call in
            let id = try call.number()
            let (graph, scope) = (call.services.graph, try call.principal.scope.customers)
            try await call.change("tag.delete", "tag:\(id)") { tx, _ in
                try checkCarriers(of: id, graph, scope, in: tx)
                try TagCatalogue.delete(id, in: tx)
            }
            return .empty()
        }
    }

    /// A tag that customers of other parts of the organisation have is neither renamed nor deleted by who sees one part only.
    private static func checkCarriers(of id: Int64, _ graph: IdentityGraph, _ scope: CustomerScope, in tx: any SQLTransaction) throws {
        guard scope.path != nil else { return }
        func count(_ scope: CustomerScope) throws -> Int64? {
            try TagCatalogue.all(graph: graph, scope: scope, in: tx).first { $0.id == id }.map { Int64($0.customers) }
        }
        guard try count(.all) == count(scope) else {
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

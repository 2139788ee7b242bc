import HTTPTypes
import Organisation
import Vocabulary

/// The organisation tree.
enum OrganisationRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/organisation", .needs(.organisationRead), list)
        routes.post("/api/organisation", .needs(.organisationWrite), create)
        routes.patch("/api/organisation/{id}", .needs(.organisationWrite)) { call in
            let id = try call.number()
            let body = try await call.fields("name", "code", "parent")
            let node = try await call.services.tree.update(
                id, name: try body.text("name"), code: try body.text("code"), parent: try body.number("parent"), by: try call.principal)
            return .json(AccountJSON.node(node, staff: 0, customers: 0))
        }
        routes.delete("/api/organisation/{id}", .needs(.organisationWrite)) { call in
            try await call.services.tree.delete(try call.number(), by: try call.principal)
            return .empty()
        }
    }

    private static func list(_ call: Call) async throws -> Reply {
        let nodes = try await call.services.tree.nodes(in: try call.principal.scope)
        let staff = try await call.services.tree.staff()
        let customers = try await call.services.customersByNode()
        return .json([
            "nodes": .array(nodes.map { AccountJSON.node($0, staff: staff[$0.id] ?? 0, customers: customers[$0.id] ?? 0) })
        ])
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("parent", "kind", "name", "code")
        let name = try body.needText("kind")
        guard let kind = NodeKind(rawValue: name) else {
            throw LianluError(.badRequest, "There is no level “\(name.prefix(20))”.", hint: "Use brand, region, dealer or store.")
        }
        let node = try await call.services.tree.create(
            parent: try body.number("parent"), kind: kind, name: try body.needText("name"), code: try body.needText("code"),
            by: try call.principal)
        return .json(AccountJSON.node(node, staff: 0, customers: 0), status: .created)
    }
}

import HTTPTypes
import Organisation
import Vocabulary

/// Keys of programs.
enum APIKeyRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/api-keys", .needs(.keysManage)) { call in
            let scope = try call.principal.scope
            return .list(try await call.services.apiKeys.list().filter { scope.holds($0.nodePath) }.map(AccountJSON.key))
        }
        routes.post("/api/api-keys", .needs(.keysManage)) { call in
            let body = try await call.fields("name", "role", "node")
            let (key, value) = try await call.services.apiKeys.create(
                name: try body.needText("name"), role: try Role.named(try body.needText("role")), node: try body.number("node"),
                by: try call.principal)
            return .json(["id": .int(key.id), "value": .string(value), "key": AccountJSON.key(key)], status: .created)
        }
        routes.delete("/api/api-keys/{id}", .needs(.keysManage)) { call in
            try await call.services.apiKeys.revoke(try call.number(), by: try call.principal)
            return .empty()
        }
    }
}

import HTTPTypes
import Organisation
import Vocabulary

/// Accounts of the console and their login links.
enum UserRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/users", .needs(.usersManage)) { call in
            let scope = try call.principal.scope
            return .list(try await call.services.accounts.list().filter { scope.holds($0.nodePath) }.map(AccountJSON.account))
        }
        routes.post("/api/users", .needs(.usersManage), create)
        routes.patch("/api/users/{id}", .needs(.usersManage), update)
        routes.post("/api/users/{id}/login-link", .needs(.usersManage)) { call in
            let id = try call.number()
            return .json(["link": .string(try await link(id, call))])
        }
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("name", "email", "role", "node", "locale")
        let account = try await call.services.accounts.create(
            name: try body.needText("name"), email: try body.needText("email"), role: try Role.named(try body.needText("role")),
            node: try body.number("node"), locale: try body.text("locale"), by: try call.principal)
        return .json(["account": AccountJSON.account(account), "loginLink": .string(try await link(account.id, call))], status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("name", "role", "node", "status")
        let status = try body.text("status").map { name throws(LianluError) in
            guard let status = Account.Status(rawValue: name), status != .invited else {
                throw LianluError(.badRequest, "The status cannot be “\(name.prefix(20))”.", hint: "Use active or disabled.")
            }
            return status
        }
        let node: Int64?? = body.has("node") ? .some(try body.number("node")) : nil
        let account = try await call.services.accounts.update(
            id, name: try body.text("name"), role: try body.text("role").map { name throws(LianluError) in try Role.named(name) },
            node: node,
            status: status, by: try call.principal)
        return .json(AccountJSON.account(account))
    }

    private static func link(_ id: Int64, _ call: Call) async throws -> String {
        let token = try await call.services.accounts.issueLoginToken(id, by: try call.principal)
        return call.baseURL + "/login?token=" + token
    }
}

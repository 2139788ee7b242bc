import HTTPTypes
import Organisation
import Vocabulary

/// Signing in and out, the first account, and one's own account.
enum SessionRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/setup", .open) { call in .json(["needed": .bool(try await call.services.accounts.needsSetup())]) }
        routes.post("/api/setup", .open, setUp)
        routes.post("/api/session", .open, signIn)
        routes.post("/api/session/token", .open, signInByLink)
        routes.get("/api/session", .signedIn, session)
        routes.delete("/api/session", .open, signOut)
        routes.patch("/api/session/account", .signedIn, changeAccount)
    }

    private static func setUp(_ call: Call) async throws -> Reply {
        try requireJSON(call)
        let body = try await call.fields("token", "name", "email", "password", "timeZone", "locale")
        let token = try body.needText("token")
        let timeZone = try body.text("timeZone")
        if let timeZone { _ = try TimeZoneRules.named(timeZone) }
        let signedIn = try await call.services.accounts.setUp(
            token: token, name: try body.needText("name"), email: try body.needText("email"), password: try body.needText("password"),
            locale: try body.text("locale"), address: call.address, agent: agent(call))
        if let timeZone {
            _ = try await call.services.settings.change(
                ["timeZone": .string(timeZone)], by: signedIn.account.principal(address: call.address))
        }
        return try await opened(signedIn, call)
    }

    private static func signIn(_ call: Call) async throws -> Reply {
        try requireJSON(call)
        let body = try await call.fields("email", "password")
        let signedIn = try await call.services.accounts.signIn(
            email: try body.needText("email"), password: try body.needText("password"), address: call.address, agent: agent(call))
        return try await opened(signedIn, call)
    }

    private static func signInByLink(_ call: Call) async throws -> Reply {
        try requireJSON(call)
        let body = try await call.fields("token")
        let signedIn = try await call.services.accounts.signIn(token: try body.needText("token"), address: call.address, agent: agent(call))
        return try await opened(signedIn, call)
    }

    private static func session(_ call: Call) async throws -> Reply {
        let principal = try call.principal
        let account: JSONValue =
            if let account = call.identity?.account {
                AccountJSON.account(account)
            } else {
                [
                    "id": .string(principal.reference), "name": .string(principal.name), "email": nil,
                    "role": .string(principal.role.rawValue), "node": nil,
                    "locale": nil,
                ]
            }
        return .json(try await describe(account, principal, call))
    }

    private static func signOut(_ call: Call) async throws -> Reply {
        if let token = call.identity?.session { try await call.services.accounts.signOut(token) }
        return Reply.empty().adding(.setCookie, SessionCookie.clear(secure: call.isSecure))
    }

    private static func changeAccount(_ call: Call) async throws -> Reply {
        guard let account = call.identity?.account else {
            throw LianluError(.forbidden, "An API key has no account of its own.", hint: "Sign in to the console to change an account.")
        }
        let body = try await call.fields("name", "locale", "password", "currentPassword")
        let changed = try await call.services.accounts.updateSelf(
            account.id, name: try body.text("name"), locale: try body.text("locale"), password: try body.text("password"),
            currentPassword: try body.text("currentPassword"), keeping: call.identity?.session, by: try call.principal)
        return .json(["account": AccountJSON.account(changed)])
    }

    private static func opened(_ signedIn: SignedIn, _ call: Call) async throws -> Reply {
        let body = try await describe(
            AccountJSON.account(signedIn.account), signedIn.account.principal(address: call.address), call)
        return Reply.json(body).adding(.setCookie, SessionCookie.set(signedIn.token, secure: call.isSecure))
    }

    private static func describe(_ account: JSONValue, _ principal: Principal, _ call: Call) async throws -> JSONValue {
        let settings = try await call.services.settings.read()
        return [
            "account": account, "permissions": .strings(principal.role.permissions.map(\.rawValue).sorted()),
            "seesAll": .bool(principal.scope.isWhole),
            "deployment": [
                "name": .string(settings.name), "timeZone": .string(settings.timeZone), "locale": .string(settings.locale),
                "weekStart": .string(settings.weekStart.rawValue), "version": .string(call.services.configuration.version),
                "demo": .bool(call.services.configuration.demo),
            ],
        ]
    }

    private static func agent(_ call: Call) -> String { call.headers[.userAgent] ?? "" }

    /// A form of another site can post text, but not this type.
    private static func requireJSON(_ call: Call) throws(LianluError) {
        guard call.headers[.contentType]?.hasPrefix("application/json") ?? false else {
            throw LianluError(.unsupported, "The body is not declared as JSON.", hint: "Send Content-Type: application/json.")
        }
    }
}

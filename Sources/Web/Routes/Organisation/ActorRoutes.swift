import Organisation
import Vocabulary

/// The names behind "account:7" and "api_key:2", for everybody who may see that somebody did something.
enum ActorRoutes {
    static func add(to routes: RouteTable) { routes.get("/api/actors", .signedIn, names) }

    private static func names(_ call: Call) async throws -> Reply {
        let asked = (call.query["ids"] ?? "").split(separator: ",").map(String.init)
        guard asked.count <= 200 else {
            throw LianluError(
                .badRequest, "ids has more than 200 entries.", hint: "Ask in several requests, such as /api/actors?ids=account:1,api_key:2."
            )
        }
        var known: [String: String] = [:]
        if asked.contains(where: { $0.hasPrefix("account:") }) {
            for account in try await call.services.accounts.list() { known["account:\(account.id)"] = account.name }
        }
        if asked.contains(where: { $0.hasPrefix("api_key:") }) {
            for key in try await call.services.apiKeys.list() { known["api_key:\(key.id)"] = key.name }
        }
        let names = Set(asked).sorted().compactMap { id in known[id].map { JSONObject.Member(id, .string($0)) } }
        return .json(["names": .object(JSONObject(names))])
    }
}

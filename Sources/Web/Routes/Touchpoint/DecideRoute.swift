import Collect
import HTTPTypes
import Hummingbird
import Touchpoint
import Vocabulary

/// The decision API (§E5): what a visitor sees in each slot. Public: the key is a source's browser key.
enum DecideRoute {
    static let path = "/api/decide"
    private static let mostSlots = 20

    static func add(to routes: RouteTable) {
        routes.post(path, .visitor, within: .seconds(5)) { call in
            do { return open(try await decide(call), call) } catch let error as LianluError {
                return open(error.reply(requestID: call.context.id), call)
            }
        }
        routes.on(.options, path, .visitor) { call in
            var reply = open(.empty(), call)
            reply.headers[.accessControlAllowMethods] = "POST, OPTIONS"
            reply.headers[.accessControlAllowHeaders] = "content-type"
            reply.headers[.accessControlMaxAge] = "86400"
            return reply
        }
    }

    private static func decide(_ call: Call) async throws -> Reply {
        let now = call.services.clock.now
        guard let key = call.query["key"]?.nonEmpty, let grant = call.services.sources.ring.grant(for: key, at: now) else {
            throw LianluError(.unauthorized, "The key is missing or unknown.", hint: "Send ?key= with the browser key of a source.")
        }
        let origin = call.headers[.origin]
        guard !grant.paused, grant.allows(origin: origin) else {
            throw LianluError(.forbidden, "This key may not be used here now.", hint: "Look at the source's state and the key's origins.")
        }
        let body = try JSONValue(parsing: try await call.collect(upTo: 16 << 10))
        guard let slots = body["slots"]?.array?.compactMap(\.string), (1...mostSlots).contains(slots.count) else {
            throw LianluError(
                .badRequest, "slots is not a list of 1 to \(mostSlots) keys.", hint: "Send {\"anonymousId\",\"slots\":[\"home_popup\"]}.")
        }
        let anonymous = body["anonymousId"]?.string ?? ""
        guard anonymous.utf8.count <= 255 else {
            throw LianluError(.badRequest, "anonymousId is longer than 255 bytes.", hint: "Send the id that the SDK uses.")
        }
        let seen = Set((body["seen"]?.array ?? []).prefix(50).compactMap(\.int))
        var visitor = DecisionDesk.Visitor(anonymousID: anonymous, seen: seen)
        if let user = body["userId"]?.string, !user.isEmpty, user.utf8.count <= 255 {
            // A server key that shows up in a page is no secret any more.
            let isServer = grant.trust == .trusted && origin == nil && call.headers[.referer] == nil
            if isServer || grant.verifies(user: user, hash: body["userHash"]?.string ?? "") { visitor.verifiedUser = user }
        }
        let decisions = await call.services.rooms.touchpoints.decide(visitor, slots: slots)
        return .json(["decisions": .array(decisions.map(\.json))])
    }

    /// Readable for the page that asked; nothing here depends on cookies.
    private static func open(_ reply: Reply, _ call: Call) -> Reply {
        var reply = reply
        reply.headers[.accessControlAllowOrigin] = "*"
        reply.headers[.init("Cross-Origin-Resource-Policy")!] = "cross-origin"
        return reply
    }
}

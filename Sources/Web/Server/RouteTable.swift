import HTTPTypes
import Hummingbird
import Vocabulary

/// Takes the routes of each part of the API, with who may call them, and gives them to the router.
final class RouteTable {
    /// One route.
    struct Entry: Sendable, Hashable {
        /// "GET".
        var method: String
        /// "/api/customers/{id}".
        var path: String
        /// Who may call it.
        var access: Access
    }

    let router: Router<WebContext>
    private let gate: Gate
    private(set) var entries: [Entry] = []

    init(router: Router<WebContext>, gate: Gate) {
        self.router = router
        self.gate = gate
    }

    /// Adds a route. `whole` names what concerns everybody: whoever sees a part of the organisation is refused. `within` bounds how long the answer may take to
    /// begin; nil for streams.
    func on(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, whole: String? = nil, within: Duration? = .seconds(30),
        _ handler: @escaping @Sendable (Call) async throws -> Reply
    ) {
        entries.append(Entry(method: method.rawValue, path: path, access: access))
        let gate = self.gate
        router.on(RouterPath(path), method: method) { request, context in
            let call = try await gate.admit(request, context, access)
            if let whole { try call.needWhole(whole) }
            let reply = if let within { try await Deadline.run(within) { try await handler(call) } } else { try await handler(call) }
            return reply.packed(accepting: request.headers[.acceptEncoding]).response
        }
    }

    func get(
        _ path: String, _ access: Access, whole: String? = nil, within: Duration? = .seconds(30),
        _ handler: @escaping @Sendable (Call) async throws -> Reply
    ) {
        on(.get, path, access, whole: whole, within: within, handler)
    }

    func post(
        _ path: String, _ access: Access, whole: String? = nil, within: Duration? = .seconds(30),
        _ handler: @escaping @Sendable (Call) async throws -> Reply
    ) {
        on(.post, path, access, whole: whole, within: within, handler)
    }

    func patch(_ path: String, _ access: Access, whole: String? = nil, _ handler: @escaping @Sendable (Call) async throws -> Reply) {
        on(.patch, path, access, whole: whole, handler)
    }

    func put(_ path: String, _ access: Access, whole: String? = nil, _ handler: @escaping @Sendable (Call) async throws -> Reply) {
        on(.put, path, access, whole: whole, handler)
    }

    func delete(_ path: String, _ access: Access, whole: String? = nil, _ handler: @escaping @Sendable (Call) async throws -> Reply) {
        on(.delete, path, access, whole: whole, handler)
    }
}

import HTTPTypes
import Hummingbird
import Organisation
import Vocabulary

/// Decides who a caller is and whether the call may go on; every route passes here.
struct Gate: Sendable {
    let services: Services
    let requests: RateLimiter
    let attempts: RateLimiter
    let visits: RateLimiter

    init(services: Services) {
        self.services = services
        let configuration = services.configuration
        requests = RateLimiter(perSecond: configuration.requestsPerSecond, burst: configuration.requestBurst)
        visits = RateLimiter(perSecond: configuration.visitsPerSecond, burst: configuration.visitBurst)
        attempts = RateLimiter(perSecond: configuration.signInsPerMinute / 60, burst: configuration.signInsPerMinute)
    }

    /// The call behind a request.
    /// - Throws: `unauthorized`, `forbidden` or `rate_limited`.
    func admit(_ request: Request, _ context: WebContext, _ access: Access) async throws -> Call {
        let address = Self.address(request, context, trustsProxy: services.configuration.trustsProxy)
        if access == .visitor {
            try visits.take(address, now: services.clock.now)
            return Call(
                services: services, request: request, context: context, identity: nil, address: address,
                query: QueryItems(path: request.head.path ?? ""))
        }
        let identity = context.isLocalSocket ? CallIdentity(principal: .commandLine) : try await identify(request, address: address)
        if access == .open {
            if Self.isUnsafe(request.method) { try attempts.take(address, now: services.clock.now) }
        } else {
            guard let identity else { throw LianluError.notSignedIn }
            try requests.take(identity.principal.reference, now: services.clock.now)
            if identity.session != nil, Self.isUnsafe(request.method), request.headers[.csrf] != "1" {
                throw LianluError(.forbidden, "The request lacks the header that protects sessions.", hint: "Send X-Lianlu-CSRF: 1.")
            }
        }
        if case .needs(let permission) = access, let identity, !identity.principal.may(permission) {
            throw LianluError(
                .forbidden, "The role \(identity.principal.role.rawValue) may not do this (\(permission.rawValue)).",
                hint: "An admin can change your role under Settings → Users.")
        }
        return Call(
            services: services, request: request, context: context, identity: identity, address: address,
            query: QueryItems(path: request.head.path ?? ""))
    }

    private func identify(_ request: Request, address: String) async throws -> CallIdentity? {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw LianluError(
                    .unauthorized, "The Authorization header is not a Bearer key.", hint: "Send Authorization: Bearer <API key>.")
            }
            guard let key = try await services.apiKeys.authenticate(String(parts[1])) else {
                throw LianluError(.unauthorized, "The API key is unknown or revoked.", hint: "Make a new one under Settings → API keys.")
            }
            return CallIdentity(principal: key.principal(address: address), account: nil, session: nil)
        }
        guard let token = Cookies.value(of: SessionCookie.name, in: request.headers[.cookie]) else { return nil }
        guard let account = try await services.accounts.session(token) else { return nil }
        return CallIdentity(principal: account.principal(address: address), account: account, session: token)
    }

    static func address(_ request: Request, _ context: WebContext, trustsProxy: Bool) -> String {
        address(request.headers, peer: context.peer, trustsProxy: trustsProxy)
    }

    static func address(_ headers: HTTPFields, peer: @autoclosure () -> String, trustsProxy: Bool) -> String {
        address(forwarded: headers[.forwardedFor], peer: peer(), trustsProxy: trustsProxy)
    }

    /// Who calls: the peer, or whom a trusted proxy names last in `forwarded` (X-Forwarded-For).
    static func address(forwarded: @autoclosure () -> String?, peer: @autoclosure () -> String, trustsProxy: Bool) -> String {
        if trustsProxy, let chain = forwarded(), let last = chain.split(separator: ",").last {
            return String(last.trimmingSpaces.prefix(64))
        }
        return peer()
    }

    private static func isUnsafe(_ method: HTTPRequest.Method) -> Bool { method != .get && method != .head && method != .options }
}

extension HTTPField.Name {
    /// Protects sessions against requests that other sites make.
    static let csrf = Self("X-Lianlu-CSRF")!
    /// The chain of proxies.
    static let forwardedFor = Self("X-Forwarded-For")!
    /// The scheme the caller used.
    static let forwardedProto = Self("X-Forwarded-Proto")!
    /// Ties an answer to the log.
    static let requestID = Self("X-Request-Id")!
}

extension Substring {
    /// Without spaces at the ends.
    var trimmingSpaces: Substring {
        var view = self
        while view.first == " " { view = view.dropFirst() }
        while view.last == " " { view = view.dropLast() }
        return view
    }
}

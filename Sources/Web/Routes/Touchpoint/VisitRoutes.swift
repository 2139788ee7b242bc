import HTTPTypes
import Hummingbird
import NIOCore
import Touchpoint
import Vocabulary

/// What visitors meet: links, landing pages, their forms and pictures. Answers are HTML, errors included.
enum VisitRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/l/{slug}", .visitor) { call in
            try await page(call) { room, slug in try await room.follow(slug: slug, visit(call)) }
        }
        routes.get("/p/{slug}", .visitor) { call in
            if let token = call.query["preview"] {
                return try await page(call, isPreview: true) { room, slug in try await room.preview(slug: slug, token: token) ?? .missing }
            }
            return try await page(call) { room, slug in try await room.open(slug: slug, visit(call)) }
        }
        routes.post("/p/{slug}/form", .visitor, form)
        routes.get("/media/{name}", .visitor) { call in
            guard let picture = call.services.rooms.touchpoints.picture(try call.parameter("name")) else {
                throw LianluError(.notFound, "There is no such picture.", hint: "Upload it again.")
            }
            var reply = Reply.raw(picture.bytes, type: picture.type)
            reply.headers[.cacheControl] = "public, max-age=31536000, immutable"
            reply.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox"
            return reply
        }
    }

    private static func page(
        _ call: Call, isPreview: Bool = false, _ show: (Touchpoints, String) async throws -> Touchpoints.Shown
    ) async throws -> Reply {
        switch try await show(call.services.rooms.touchpoints, try call.parameter("slug")) {
        case .page(let text, let nonce, let id): return html(text, nonce: nonce, cookie: id.map { cookie($0, call) }, isFramed: isPreview)
        case .redirect(let address, let id):
            var reply = Reply.empty(.found)
            reply.headers[.location] = address
            reply.headers[.referrerPolicy] = "strict-origin-when-cross-origin"
            if let id { reply.headers[.setCookie] = cookie(id, call) }
            return reply
        case .missing:
            let nonce = call.services.entropy.token(bits: 120)
            return html(PageRenderer.missing(nonce: nonce), nonce: nonce, status: .notFound)
        }
    }

    private static func form(_ call: Call) async throws -> Reply {
        let wantsJSON = call.headers[.accept]?.contains("application/json") ?? false
        let body = try await call.collect(upTo: 64 << 10)
        var fields: [String: String]
        if call.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false {
            fields = [:]
            for member in try JSONValue(parsing: body).object ?? [:] { fields[member.name] = member.value.plainText }
        } else {
            fields = QueryText.fields(String(decoding: body, as: UTF8.self))
        }
        // PostgreSQL cannot keep U+0000, and no person types it.
        fields = fields.mapValues { $0.replacing("\u{0}", with: "") }
        let room = call.services.rooms.touchpoints
        let given = visit(call)
        do {
            switch try await room.submit(slug: try call.parameter("slug"), fields: fields, given) {
            case .thanks(let text, let nonce, let plain):
                if wantsJSON { return .json(["ok": true, "text": .string(plain)]) }
                return html(text, nonce: nonce)
            case .again(let text, let nonce, let problem):
                if wantsJSON { throw LianluError(.badRequest, problem, hint: "Correct it and send the form again.") }
                return html(text, nonce: nonce, status: .badRequest)
            }
        } catch let error as LianluError where error.code == .notFound && !wantsJSON {
            let nonce = call.services.entropy.token(bits: 120)
            return html(PageRenderer.missing(nonce: nonce), nonce: nonce, status: .notFound)
        }
    }

    /// The page a visitor sees when something is in the way; nil for programs and other addresses.
    static func page(for error: LianluError, _ request: Request, _ services: Services) -> Reply? {
        let path = request.uri.path
        guard path.hasPrefix("/p/") || path.hasPrefix("/l/"), !(request.headers[.accept]?.contains("application/json") ?? false) else {
            return nil
        }
        let nonce = services.entropy.token(bits: 120)
        if error.code == .notFound { return html(PageRenderer.missing(nonce: nonce), nonce: nonce, status: .notFound) }
        var reply = html(PageRenderer.busy(nonce: nonce), nonce: nonce, status: error.status)
        if let seconds = error.retryAfter { reply.headers[.retryAfter] = String(seconds) }
        return reply
    }

    private static func visit(_ call: Call) -> Visit {
        Visit(
            address: call.request.head.path ?? "", cookieID: Cookies.value(of: "lianlu_id", in: call.headers[.cookie]),
            referrer: call.headers[.referer], agent: call.headers[.userAgent], network: call.address,
            isPrefetch: call.headers[.purpose] == "prefetch" || (call.headers[.secPurpose] ?? "").hasPrefix("prefetch")
                || call.request.method == .head,
            entropy: call.services.entropy)
    }

    /// The same cookie as the browser SDK keeps: it must be readable by scripts.
    private static func cookie(_ id: String, _ call: Call) -> String {
        "lianlu_id=\(id); Path=/; Max-Age=31536000; SameSite=Lax" + (call.isSecure ? "; Secure" : "")
    }

    /// Nothing but our own scripts with the answer's nonce; pictures and films may come from elsewhere over TLS.
    private static func html(
        _ text: String, nonce: String, status: HTTPResponse.Status = .ok, cookie: String? = nil, isFramed: Bool = false
    ) -> Reply {
        var reply = Reply.raw(Array(text.utf8), type: "text/html; charset=utf-8", status: status)
        reply.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'nonce-\(nonce)'; img-src 'self' https: data:; media-src 'self' https:; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors \(isFramed ? "'self'" : "'none'")"
        reply.headers[.frameOptions] = isFramed ? "SAMEORIGIN" : "DENY"
        reply.headers[.referrerPolicy] = "strict-origin-when-cross-origin"
        reply.headers[.cacheControl] = "no-store"
        if let cookie { reply.headers[.setCookie] = cookie }
        return reply
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!
    fileprivate static let frameOptions = Self("X-Frame-Options")!
    fileprivate static let purpose = Self("Purpose")!
    fileprivate static let secPurpose = Self("Sec-Purpose")!
}

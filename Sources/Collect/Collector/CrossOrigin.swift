/// What browsers ask before and after they speak to another site (CORS), and which sites may use a browser key.
enum CrossOrigin {
    /// The answer to a preflight: whatever was asked for, for a day. The key decides later whether the origin may.
    static func preflight(_ request: CollectRequest) -> CollectReply {
        var reply = allow(CollectReply(204), request)
        reply.headers.append(("access-control-allow-methods", "GET, POST, OPTIONS"))
        reply.headers.append(("access-control-allow-headers", clean(request.headers["access-control-request-headers"]) ?? "content-type"))
        reply.headers.append(("access-control-max-age", "86400"))
        return reply
    }

    /// The reply with what a browser needs to read it.
    static func allow(_ reply: CollectReply, _ request: CollectRequest) -> CollectReply {
        guard let origin = clean(request.headers["origin"]) else { return reply }
        var reply = reply
        reply.headers.append(("access-control-allow-origin", origin))
        if origin != "null" { reply.headers.append(("access-control-allow-credentials", "true")) }
        reply.headers.append(("access-control-expose-headers", "retry-after"))
        reply.headers.append(("vary", "origin"))
        return reply
    }

    /// Header values are mirrored, so nothing but plain characters goes back.
    private static func clean(_ value: String?) -> String? {
        guard let value, !value.isEmpty, value.utf8.count <= 1024, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F || $0 == 0x20 }) else {
            return nil
        }
        return value
    }

    /// Whether the request comes out of a browser's page.
    static func isBrowser(_ request: CollectRequest) -> Bool {
        request.headers["origin"] != nil || request.headers["sec-fetch-site"] != nil || request.headers["referer"] != nil
    }

    /// Whether an origin is one of the allowed: exact ("https://shop.example"), a host of any scheme ("shop.example"), or with a leading wildcard
    /// ("https://*.example.com", "*.example.com": that host's subdomains, and the host itself).
    static func isAllowed(_ origin: String, by rules: [String]) -> Bool {
        let origin = origin.lowercased()
        let host = origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? origin
        let hostOnly = String(host.prefix { $0 != ":" })
        return rules.contains { rule in
            let rule = rule.lowercased()
            let (scheme, pattern) =
                rule.firstRange(of: "://").map { (String(rule[..<$0.lowerBound]), String(rule[$0.upperBound...])) } ?? ("", rule)
            if !scheme.isEmpty, !origin.hasPrefix(scheme + "://") { return false }
            if pattern.hasPrefix("*.") {
                let base = String(pattern.dropFirst(2))
                return host == base || hostOnly == base || host.hasSuffix("." + base) || hostOnly.hasSuffix("." + base)
            }
            return host == pattern || (scheme.isEmpty && hostOnly == pattern)
        }
    }
}

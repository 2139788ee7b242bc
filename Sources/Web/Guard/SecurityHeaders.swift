import HTTPTypes

/// Headers that every answer of the console and its API carries.
enum SecurityHeaders {
    static let contentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    static func add(to headers: inout HTTPFields, secure: Bool) {
        // Public pages bring a stricter policy of their own.
        if headers[.contentSecurityPolicy] == nil {
            headers[.contentSecurityPolicy] = contentPolicy
            headers[name("X-Frame-Options")] = "DENY"
        }
        headers[.xContentTypeOptions] = "nosniff"
        if headers[name("Referrer-Policy")] == nil { headers[name("Referrer-Policy")] = "same-origin" }
        headers[name("Cross-Origin-Opener-Policy")] = "same-origin"
        headers[name("Permissions-Policy")] = "camera=(), microphone=(), geolocation=()"
        if secure { headers[.strictTransportSecurity] = "max-age=31536000" }
    }

    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text)! }
}

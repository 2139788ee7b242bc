/// The cookie that carries a console session.
enum SessionCookie {
    static let name = "lianlu_session"

    /// The header that sets it; the server decides when a session is over, the browser keeps it at most 30 days.
    static func set(_ token: String, secure: Bool) -> String {
        "\(name)=\(token); Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000" + (secure ? "; Secure" : "")
    }

    /// The header that removes it.
    static func clear(secure: Bool) -> String { "\(name)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" + (secure ? "; Secure" : "") }
}

/// Reads the Cookie header.
enum Cookies {
    static func value(of name: String, in header: String?) -> String? {
        guard let header else { return nil }
        for pair in header.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, halves[0].trimmingSpaces == name { return String(halves[1].trimmingSpaces) }
        }
        return nil
    }
}

import Vocabulary

/// Which web origins may be written on a browser key.
enum OriginRule {
    /// The most origins of one key.
    static let most = 50

    /// The origins in the form they are kept; throws `bad_request` naming the first that is none.
    ///
    /// Taken: "https://shop.example", "http://localhost:8080", "https://*.example.com", "example.com", "*.example.com".
    static func normalise(_ origins: [String]) throws(LianluError) -> [String] {
        guard origins.count <= most else {
            throw LianluError(.badRequest, "At most \(most) origins per key.", hint: "Use a pattern such as https://*.example.com.")
        }
        var result: [String] = []
        for origin in origins {
            let text = origin.trimmed.lowercased()
            if text.isEmpty || result.contains(text) { continue }
            guard isOrigin(text) else {
                throw LianluError(
                    .badRequest, "“\(origin.prefix(100))” is not a web origin.",
                    hint: "Write https://shop.example, https://*.example.com or example.com, without a path.")
            }
            result.append(text)
        }
        return result
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        var rest = text[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            break
        }
        if rest.hasPrefix("*.") { rest = rest.dropFirst(2) }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, !host.isEmpty else { return false }
        if parts.count == 2 { guard let port = UInt16(parts[1]), port > 0 else { return false } }
        return host.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E || $0 >= 0x80 }
            && !host.hasPrefix(".") && !host.hasSuffix(".") && !host.contains("..")
    }
}

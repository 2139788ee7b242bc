import Vocabulary

/// What account fields may look like; messages say what to do.
enum AccountRules {
    static let locales = ["zh-Hans", "zh-Hant", "en"]

    static func email(_ text: String) throws(LianluError) -> String {
        let email = text.trimmed.lowercased()
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."),
            email.utf8.count <= 254,
            !email.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else { throw LianluError(.badRequest, "“\(text.prefix(60))” is not an e-mail address.", hint: "Write it as name@example.com.") }
        return email
    }

    static func name(_ text: String) throws(LianluError) -> String {
        let name = text.trimmed
        guard !name.isEmpty, name.count <= 80, !name.utf8.contains(where: { $0 < 0x20 }) else {
            throw LianluError(.badRequest, "The name is empty or longer than 80 characters.", hint: "Give a name of 1 to 80 characters.")
        }
        return name
    }

    static func password(_ text: String) throws(LianluError) -> String {
        guard text.count >= 10, text.utf8.count <= 256 else {
            throw LianluError(.badRequest, "The password is too short or too long.", hint: "Use 10 to 256 characters; a sentence is fine.")
        }
        guard Set(text).count >= 4 else {
            throw LianluError(.badRequest, "The password repeats very few characters.", hint: "Use at least four different characters.")
        }
        return text
    }

    static func locale(_ text: String) throws(LianluError) -> String {
        guard locales.contains(text) else {
            throw LianluError(
                .badRequest, "The language “\(text.prefix(20))” is not known.", hint: "Use one of: \(locales.joined(separator: ", ")).")
        }
        return text
    }
}

public import Vocabulary

/// Hides most of a phone number or e-mail address; what is shown still lets a person recognise a customer.
public enum Masking {
    /// "13800138000" → "138****8000"; shorter numbers keep less.
    public static func phone(_ text: String) -> String {
        let letters = Array(text)
        guard letters.count >= 7 else { return String(letters.prefix(1)) + "****" }
        let head = letters.count >= 11 ? letters.count - 8 : 2
        return String(letters.prefix(head)) + "****" + String(letters.suffix(letters.count >= 11 ? 4 : 2))
    }

    /// "anna@example.com" → "a***@example.com".
    public static func email(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return String(text.prefix(1)) + "***" }
        return String(text[..<at].prefix(1)) + "***" + String(text[at...])
    }

    /// The value of an identifier as shown to somebody who may not see phone numbers and addresses; other kinds as they are.
    public static func value(of identifier: Identifier) -> String {
        switch identifier.kind {
        case .phone: phone(identifier.value)
        case .email: email(identifier.value)
        default: identifier.value
        }
    }

    /// A trait's value: masked when the trait's name or the look of its text says phone or e-mail, lists and objects inside too.
    public static func trait(_ name: String, _ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            let lower = name.lowercased()
            if lower.contains("mail") || name.contains("邮箱") || looksLikeEmail(text) { return .string(email(text)) }
            if looksLikePhone(text) { return .string(phone(Identifier(.phone, text).normalised().value)) }
            if ["phone", "mobile", "tel"].contains(where: lower.contains) || name.contains("手机") || name.contains("电话")
                || looksLikePhone(text)
            {
                return .string(phone(text))
            }
            return value
        case .int(let number):
            let digits = String(number)
            return looksLikePhone(digits) ? .string(phone(digits)) : value
        case .array(let elements): return .array(elements.map { trait(name, $0) })
        case .object(let object): return .object(JSONObject(object.map { JSONObject.Member($0.name, trait($0.name, $0.value)) }))
        default: return value
        }
    }

    /// Eleven digits that begin like a mainland mobile number, with or without country code and separators.
    static func looksLikePhone(_ text: String) -> Bool {
        let digits = Identifier(.phone, text).normalised().value
        guard text.utf8.count <= 20, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x20, 0x2B, 0x2D].contains($0) }) else {
            return false
        }
        return digits.utf8.count == 11 && digits.hasPrefix("1") && digits.dropFirst().first.map { $0 >= "3" } == true
    }

    static func looksLikeEmail(_ text: String) -> Bool {
        guard let at = text.firstIndex(of: "@"), at > text.startIndex, !text.contains(" ") else { return false }
        return text[at...].dropFirst().contains(".")
    }
}

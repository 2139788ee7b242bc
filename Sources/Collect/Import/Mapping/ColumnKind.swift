import Vocabulary

/// What the values of a column look like.
public enum ColumnKind: String, Sendable, CaseIterable {
    case empty, phone, email, time, whole, number, text

    /// What most of the samples (nine of ten) look like.
    static func of(_ samples: [JSONValue]) -> ColumnKind {
        guard !samples.isEmpty else { return .empty }
        var counts: [ColumnKind: Int] = [:]
        for sample in samples { counts[of(sample), default: 0] += 1 }
        // A whole number is a number too.
        if counts[.number] != nil { counts[.number]! += counts[.whole] ?? 0 }
        let best = allCases.filter { (counts[$0] ?? 0) * 10 >= samples.count * 9 }
        return best.first { $0 == .whole } ?? best.first ?? .text
    }

    /// What one value looks like.
    static func of(_ value: JSONValue) -> ColumnKind {
        switch value {
        case .int(let number): isPhone(String(number)) ? .phone : .whole
        case .double: .number
        case .string(let text):
            if isPhone(text) {
                .phone
            } else if isEmail(text) {
                .email
            } else if isCanonicalWhole(text) {
                .whole
            } else if isCanonicalNumber(text) {
                .number
            } else {
                ImportTime.wall(text) != nil ? .time : .text
            }
        default: .text
        }
    }

    /// A mainland mobile number, with or without +86.
    static func isPhone(_ text: String) -> Bool {
        let number = Identifier(.phone, text).normalised().value
        return number.utf8.count == 11 && number.hasPrefix("1") && number.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && number.utf8.dropFirst().first! >= 0x33
            && text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x20 }
    }

    /// Something@domain.tld.
    static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && !text.contains(" ")
    }

    /// A whole number as a program writes it: no leading zero, at most 15 digits.
    static func isCanonicalWhole(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.count <= 15 && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && (digits == "0" || !digits.hasPrefix("0"))
    }

    /// A decimal as a program writes it.
    static func isCanonicalNumber(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, isCanonicalWhole(String(parts[0])) || parts[0] == "-0" else { return false }
        return parts.count == 1 || (!parts[1].isEmpty && parts[1].utf8.count <= 15 && parts[1].utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 })
    }
}

import Vocabulary

/// Values that programs send when they have no id; whoever shares one would become one customer.
enum IllegalIdentifier {
    private static let anyCase: Set<String> = [
        "anonymous", "guest", "distinctid", "distinct_id", "id", "not_authenticated", "email", "undefined", "true", "false", "unknown",
        "nil", "n/a",
    ]
    private static let exact: Set<String> = ["[object Object]", "NaN", "None", "none", "null", "NULL", "0", "-1"]

    /// Whether this value, quoted or not, stands for nobody.
    static func isIllegal(_ value: String) -> Bool {
        // Longest of the lists with quotes, and the longest run of zeros anybody sends (a UUID).
        let count = value.utf8.count
        if count > 40 { return false }
        if isZeros(value) { return true }
        if count > 19 { return false }
        var text = value.trimmed
        while text.utf8.count >= 2, let first = text.utf8.first, first == text.utf8.last, first == 0x22 || first == 0x27 || first == 0x60 {
            text = String(text.dropFirst().dropLast()).trimmed
        }
        return text.isEmpty || exact.contains(text) || anyCase.contains(text.lowercased())
    }

    /// Whether a phone or an e-mail cannot be one ("无", "1", "none@"): as an identifier it would make one customer of all who share it.
    static func isImplausible(_ identifier: Identifier) -> Bool {
        switch identifier.kind {
        case .phone:
            let digits = identifier.value.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
            return digits < 7 || digits > 20
        case .email:
            let parts = identifier.value.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count != 2 || parts[0].isEmpty || parts[1].isEmpty
        default: return false
        }
    }

    private static func isZeros(_ value: String) -> Bool {
        var zeros = 0
        for byte in value.utf8 {
            if byte == 0x30 { zeros += 1 } else if byte != 0x2D { return false }
        }
        return zeros > 0
    }
}

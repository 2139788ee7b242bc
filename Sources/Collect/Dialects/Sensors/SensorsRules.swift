import Vocabulary

/// What 神策's SDKs check before sending, checked again for those who write their own sender.
enum SensorsRules {
    private static let reserved: Set<String> = [
        "distinct_id", "original_id", "time", "properties", "id", "first_id", "second_id", "users", "events", "event", "event_id",
        "device_id", "user_id",
        "date", "datetime",
    ]

    /// Letters, digits, "_" and "$", at most 100, no digit first, and not reserved.
    static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 100, first < 0x30 || first > 0x39 else { return false }
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "$"): continue
            default: return false
            }
        }
        let lower = name.lowercased()
        return !reserved.contains(lower) && !lower.hasPrefix("user_group") && !lower.hasPrefix("user_tag")
    }

    /// Names and values of properties.
    static func checkProperties(_ tape: JSONTape, _ object: Int, type: String, _ wire: inout WireEvent) {
        tape.forEachMember(of: object) { key, value in
            guard wire.fault == nil else { return }
            guard let name = tape.string(key), isName(name) else {
                return wire.fail(.invalidName, "Property \"\((tape.string(key) ?? "").prefix(100))\".")
            }
            switch tape.kind(value) {
            case .string:
                if tape.length(value) > 8191, (tape.string(value) ?? "").count > 8191 {
                    wire.fail(.invalidProperty, "\"\(name)\" is longer than 8191 characters.")
                }
                if type == "profile_increment" { wire.fail(.invalidProperty, "\"\(name)\" is not a number.") }
            case .array:
                tape.forEachElement(of: value) { element in
                    if tape.kind(element) != .string {
                        wire.fail(.invalidProperty, "\"\(name)\" is a list with something other than text.")
                    }
                }
            case .object:
                wire.fail(.invalidProperty, "\"\(name)\" is an object; only text, numbers, booleans, times and lists of text are allowed.")
            default: break
            }
        }
    }

    /// The Python SDK prints the milliseconds of "2026-11-01 10:00:00.5" without leading zeros: ".5" means 5 ms. Nil when nothing is to be done.
    static func paddedTime(_ tape: JSONTape, _ node: Int) -> [UInt8]? {
        let length = tape.length(node)
        guard tape.kind(node) == .string, length == 21 || length == 22 else { return nil }
        return tape.withText(node) { text in
            for (offset, byte) in text.enumerated() {
                switch offset {
                case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
                case 10: guard byte == 0x20 else { return nil }
                case 13, 16: guard byte == UInt8(ascii: ":") else { return nil }
                case 19: guard byte == UInt8(ascii: ".") else { return nil }
                default: guard byte >= 0x30, byte <= 0x39 else { return nil }
                }
            }
            var json: [UInt8] = [0x22]
            json.append(contentsOf: text[..<20])
            json.append(contentsOf: repeatElement(0x30, count: 23 - length))
            json.append(contentsOf: text[20...])
            json.append(0x22)
            return json
        }
    }
}

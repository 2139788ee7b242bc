import Vocabulary

/// Times as senders write them.
enum WireTime {
    /// ISO 8601 text (without an offset: UTC), or a number of seconds, milliseconds or microseconds since 1970, by its size.
    static func read(_ tape: JSONTape, _ node: Int) -> Instant? {
        switch tape.kind(node) {
        case .string:
            tape.withText(node) { text in
                if text.count > 7, text[4] == UInt8(ascii: "-") { return ISO8601.parse(text) }
                return JSONNumber.isNumber(text) ? number(JSONNumber.double(text)) : nil
            }
        case .integer: tape.integer(node).flatMap(whole)
        case .real: tape.double(node).flatMap(number)
        default: nil
        }
    }

    /// The same of text outside JSON.
    static func read(_ text: String) -> Instant? {
        if let instant = ISO8601.parse(text) { return instant }
        return Double(text).flatMap(number)
    }

    static func whole(_ value: Int64) -> Instant? {
        switch value.magnitude {
        case 0..<100_000_000_000: Instant(milliseconds: value * 1000)
        case 100_000_000_000..<100_000_000_000_000: Instant(milliseconds: value)
        case 100_000_000_000_000..<100_000_000_000_000_000: Instant(milliseconds: value / 1000)
        default: nil
        }
    }

    static func number(_ value: Double) -> Instant? {
        guard value.isFinite, value.magnitude < 1e17 else { return nil }
        if value.magnitude < 1e11 { return Instant(milliseconds: Int64((value * 1000).rounded())) }
        return whole(Int64(value))
    }
}

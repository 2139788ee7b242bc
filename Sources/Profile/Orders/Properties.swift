import Vocabulary

/// Reads the members of an event's properties under the names that senders use for them.
struct Properties {
    /// Amounts past ten billion yuan are mistakes (or worse) and are not read, so that sums fit.
    static let most: UInt64 = 1_000_000_000_000

    let value: JSONValue
    /// Zone of instants written without one.
    var zone = TimeZoneRules.utc

    /// Text of the first of these names that has any.
    func text(_ names: [String]) -> String? {
        for name in names {
            if let text = value[name]?.plainText?.trimmed, !text.isEmpty { return text }
        }
        return nil
    }

    /// Money in fen: the first of these names in yuan (number or text), or `<name>_fen` as a whole number.
    func fen(_ names: [String]) -> Int64? {
        for name in names {
            let fen = value[name + "_fen"]?.int ?? value[name].flatMap(Self.fen)
            if let fen, fen.magnitude <= Self.most { return fen }
        }
        return nil
    }

    /// A whole number of these names; fractions are cut off.
    func count(_ names: [String]) -> Int64? {
        for name in names {
            if let number = value[name]?.double, number.magnitude < 1e15 { return Int64(number) }
            if let text = value[name]?.string, let number = Double(text), number.magnitude < 1e15 { return Int64(number) }
        }
        return nil
    }

    /// An instant in ms: a number of ms (or s), or ISO 8601 text.
    func time(_ names: [String]) -> Int64? {
        for name in names {
            if let number = value[name]?.int, number > 0 { return number < 100_000_000_000 ? number * 1000 : number }
            if let text = value[name]?.string, let instant = ISO8601.parse(text, zone: zone) { return instant.milliseconds }
        }
        return nil
    }

    /// Yuan as a number or text, in fen; exact to the written digits.
    static func fen(_ value: JSONValue) -> Int64? {
        switch value {
        case .int(let yuan): yuan.magnitude < 1_000_000_000_000_000 ? yuan * 100 : nil
        case .double(let yuan): Money(yuan: yuan.description)?.fen ?? (yuan.magnitude < 1e13 ? Int64((yuan * 100).rounded()) : nil)
        case .string(let text): Money(yuan: text.trimmed.replacing("¥", with: "").replacing("￥", with: ""))?.fen
        default: nil
        }
    }
}

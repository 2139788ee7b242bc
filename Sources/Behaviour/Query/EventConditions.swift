import Vocabulary

/// Builds the SQL conditions of a question. Texts are always bound; numbers of ours are written as digits, which lets DuckDB skip row groups.
struct EventConditions {
    /// What is bound to `$1`, `$2` …
    private(set) var parameters: [DuckDBParameter] = []
    /// Conditions, all of which hold.
    private var conditions: [String] = []

    /// The WHERE clause, or nothing.
    var clause: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    /// Binds a value and returns its placeholder.
    mutating func bind(_ parameter: DuckDBParameter) -> String {
        parameters.append(parameter)
        return "$\(parameters.count)"
    }

    /// Events from `from` up to, not including, `to`.
    mutating func time(from: Int64?, to: Int64?) {
        if let from { conditions.append("time >= \(from)") }
        if let to { conditions.append("time < \(to)") }
    }

    /// Ordinals in that range.
    mutating func ordinals(_ range: ClosedRange<Int64>) { conditions.append("ordinal BETWEEN \(range.lowerBound) AND \(range.upperBound)") }

    /// The column's number is one of these; false for an empty list.
    mutating func column(_ name: String, isIn numbers: [some BinaryInteger]) {
        var list = ""
        for number in numbers { list += list.isEmpty ? "\(number)" : ", \(number)" }
        switch numbers.count {
        case 0: conditions.append("false")
        case 1: conditions.append("\(name) = \(list)")
        default: conditions.append("\(name) IN (\(list))")
        }
    }

    /// The column's number is none of these.
    mutating func column(_ name: String, isNotIn numbers: [Int32]) {
        conditions.append("\(name) NOT IN (\(numbers.map { String($0) }.joined(separator: ", ")))")
    }

    /// Events after (older than) that place of a timeline.
    mutating func before(_ position: TimelineQuery.Position) {
        let time = position.time.milliseconds
        conditions.append("time <= \(time) AND (time < \(time) OR ordinal < \(position.ordinal))")
    }

    /// One filter of a question.
    mutating func filter(_ filter: EventFilter) throws(LianluError) {
        switch filter {
        case .codes(let codes): column("code", isIn: codes)
        case .sources(let sources): column("source", isIn: sources)
        case .channels(let channels): column("channel", isIn: channels.map(\.rawValue))
        case .leaves(let leaves): column("leaf", isIn: leaves.map(\.rawValue))
        case .property(let name, let operation, let values): conditions.append(try property(name, operation, values))
        }
    }

    /// The text of a property: NULL when missing or null.
    mutating func text(of property: String) -> String {
        let json = "TRY(json_extract_string(properties, \(bind(.text(Self.pointer(property))))))"
        guard let column = PromotedProperty.column(of: property) else { return json }
        return property.hasPrefix("$") ? "coalesce(\(column), \(json))" : "coalesce(\(json), \(column))"
    }

    /// The JSON Pointer (RFC 6901) of a member of the outermost object; unlike a JSON path it can name every member.
    static func pointer(_ member: String) -> String {
        var text = "/"
        for character in member.unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    private mutating func property(_ name: String, _ operation: EventFilter.Operation, _ values: [String]) throws(LianluError) -> String {
        if operation == .isIn && values.isEmpty { return "false" }
        let text = text(of: name)
        switch operation {
        case .exists: return "\(text) IS NOT NULL"
        case .notExists: return "\(text) IS NULL"
        case .isIn: return isIn(name, text, values)
        default: break
        }
        guard let value = values.first, values.count == 1 else {
            throw LianluError(.badRequest, "The filter on “\(name)” needs one value.", hint: "Use the operation “in” for several values.")
        }
        switch operation {
        case .equal: return "coalesce(\(equal(name, text, value)), false)"
        case .notEqual: return "NOT coalesce(\(equal(name, text, value)), false)"
        case .contains: return contains(name, text, value)
        case .notContains: return "NOT \(contains(name, text, value))"
        case .greater: return compare(text, ">", value)
        case .greaterOrEqual: return compare(text, ">=", value)
        case .less: return compare(text, "<", value)
        default: return compare(text, "<=", value)
        }
    }

    /// One of the values; of a list: one of its elements is.
    private mutating func isIn(_ name: String, _ text: String, _ values: [String]) -> String {
        let single = values.map { equal(name, text, $0) }.joined(separator: " OR ")
        let wanted = values.map { bind(.text($0)) }.joined(separator: ", ")
        return "coalesce(CASE WHEN \(isList(name, text)) THEN list_has_any(\(elements(text)), [\(wanted)]) ELSE (\(single)) END, false)"
    }

    /// Part of the text, case ignored; of a list: equal to one of its elements.
    private mutating func contains(_ name: String, _ text: String, _ value: String) -> String {
        let (wanted, part, list) = ("lower(\(bind(.text(value))))", "lower(\(bind(.text(value))))", isList(name, text))
        return
            "coalesce(CASE WHEN \(list) THEN list_contains(\(elements("lower(\(text))")), \(wanted)) ELSE contains(lower(\(text)), \(part)) END, false)"
    }

    /// Whether the property is a list; the first character spares most rows the second look into the JSON.
    private mutating func isList(_ name: String, _ text: String) -> String {
        "starts_with(\(text), '[') AND coalesce(TRY(json_type(properties, \(bind(.text(Self.pointer(name)))))) = 'ARRAY', false)"
    }

    /// The elements of a list as texts.
    private func elements(_ text: String) -> String { "TRY_CAST(TRY_CAST(\(text) AS JSON) AS VARCHAR[])" }

    /// Equal text; a whole number also equals the same number sent as a float ("99" = 99.0).
    private mutating func equal(_ name: String, _ text: String, _ value: String) -> String {
        let plain = "\(text) = \(bind(.text(value)))"
        guard Int64(value) != nil else { return plain }
        let type = "TRY(json_type(properties, \(bind(.text(Self.pointer(name))))))"
        return "(\(plain) OR (\(text) = \(bind(.text(value + ".0"))) AND coalesce(\(type) = 'DOUBLE', false)))"
    }

    private mutating func compare(_ text: String, _ sign: String, _ value: String) -> String {
        guard let number = Double(value), number.isFinite else { return "coalesce(\(text) \(sign) \(bind(.text(value))), false)" }
        let cast = "TRY_CAST(\(text) AS DOUBLE)"
        return "coalesce(isfinite(\(cast)) AND \(cast) \(sign) \(bind(.double(number))), false)"
    }
}

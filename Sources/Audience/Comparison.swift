import Behaviour
public import Vocabulary

/// How a value is compared with others. Everything has a text and is compared by it (a number's digits, a list's JSON); order with a number is of numbers
/// only; `contains` and `in` look at the elements of a list. The behavioural store's filters (`EventFilter.Operation`) say the same.
public enum Comparison: String, Sendable, CaseIterable, Hashable {
    case equal = "eq"
    case notEqual = "ne"
    case contains
    case notContains = "not_contains"
    case greater = "gt"
    case greaterOrEqual = "gte"
    case less = "lt"
    case lessOrEqual = "lte"
    case exists
    case notExists = "not_exists"
    case isIn = "in"

    /// Whether a value (nil when missing) passes. A missing value passes only `ne`, `not_contains` and `not_exists`.
    public func holds(_ value: JSONValue?, _ others: [String]) -> Bool {
        let text = value.flatMap { $0.isNull ? nil : $0.plainText }
        switch self {
        case .exists: return text != nil
        case .notExists: return text == nil
        case .equal: return text != nil && Self.isEqual(value, text, others.first)
        case .notEqual: return !Self.isEqual(value, text, others.first)
        case .isIn:
            if let list = value?.array { return list.contains { item in item.plainText.map(others.contains) ?? false } }
            return others.contains { Self.isEqual(value, text, $0) }
        case .contains, .notContains:
            let wanted = (others.first ?? "").lowercased()
            let found =
                value?.array.map { $0.contains { $0.plainText?.lowercased() == wanted } } ?? text?.lowercased().contains(wanted) ?? false
            return (self == .contains) == found
        case .greater, .greaterOrEqual, .less, .lessOrEqual:
            guard let text, let other = others.first else { return false }
            let order: Int
            if let b = Double(other), b.isFinite {
                // With a number only numbers are compared.
                guard let a = Double(text), a.isFinite else { return false }
                order = a < b ? -1 : a > b ? 1 : 0
            } else {
                order = text < other ? -1 : text > other ? 1 : 0
            }
            switch self {
            case .greater: return order > 0
            case .greaterOrEqual: return order >= 0
            case .less: return order < 0
            default: return order <= 0
            }
        }
    }
}

extension Comparison {
    /// Equal text; a whole number also equals the same number sent as a float ("99" = 99.0).
    private static func isEqual(_ value: JSONValue?, _ text: String?, _ other: String?) -> Bool {
        guard let text, let other else { return false }
        if text == other { return true }
        guard case .double(let number)? = value, let whole = Int64(other) else { return false }
        return number == Double(whole)
    }
}

extension Comparison {
    /// The same in the behavioural store's words.
    var operation: EventFilter.Operation {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .contains: .contains
        case .notContains: .notContains
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .exists: .exists
        case .notExists: .notExists
        case .isIn: .isIn
        }
    }
}

/// One condition on a property of an event.
public struct PropertyCondition: Sendable, Hashable {
    /// The property.
    public var property: String
    /// How it is compared.
    public var comparison: Comparison
    /// With what.
    public var values: [String]

    /// Reads `{"property","op","value"}`. Throws `bad_request` naming the place.
    public init(_ json: JSONValue, at place: String) throws(LianluError) {
        guard let property = json["property"]?.string, !property.isEmpty else {
            throw LianluError(.badRequest, "\(place).property is missing.", hint: "Name a property of the event.")
        }
        self.property = property
        (comparison, values) = try Self.comparison(json, at: place)
    }

    /// Whether an event's properties pass.
    public func holds(_ properties: JSONValue) -> Bool { comparison.holds(properties[property], values) }

    static func comparison(_ json: JSONValue, at place: String) throws(LianluError) -> (Comparison, [String]) {
        let name = json["op"]?.string ?? "eq"
        guard let comparison = Comparison(rawValue: name) else {
            throw LianluError(
                .badRequest, "\(place).op “\(name.prefix(20))” is unknown.",
                hint: "Use one of: \(Comparison.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let values: [String] =
            json["value"].map { value in value.array.map { $0.compactMap(\.plainText) } ?? [value.plainText].compactMap { $0 } } ?? []
        guard comparison == .exists || comparison == .notExists || !values.isEmpty else {
            throw LianluError(.badRequest, "\(place).value is missing.", hint: "Say what to compare with.")
        }
        guard values.count <= 1 || comparison == .isIn else {
            throw LianluError(.badRequest, "\(place).value is a list.", hint: "Use the operation “in” for several values.")
        }
        guard values.count <= 1000 else {
            throw LianluError(.badRequest, "\(place).value has more than 1000 values.", hint: "Use a tag instead.")
        }
        return (comparison, values)
    }
}

/// "Did this event so often in so long": what a rule needs of the behavioural store.
public struct EventCondition: Sendable, Hashable {
    /// The event's name.
    public var event: String
    /// How the count is compared.
    public var comparison: Comparison
    /// With how many.
    public var count: Int
    /// Only within the last so many ms; nil for ever.
    public var within: Int64?
    /// Only events whose properties pass all of these.
    public var conditions: [PropertyCondition]
}

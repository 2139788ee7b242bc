import Behaviour
import Vocabulary

/// Turns conditions into the store's filters: names behind codes are compared here, properties there.
enum ConditionPlan {
    static func filters(_ conditions: [TrendQuery.Condition], _ context: AnalyseContext) throws(LianluError) -> [EventFilter] {
        var filters: [EventFilter] = []
        for condition in conditions { filters.append(try filter(condition, context)) }
        return filters
    }

    static func filter(_ condition: TrendQuery.Condition, _ context: AnalyseContext) throws(LianluError) -> EventFilter {
        guard let operation = EventFilter.Operation(rawValue: condition.operation) else {
            let known = EventFilter.Operation.allCases.map(\.rawValue).joined(separator: ", ")
            throw LianluError(.badRequest, "There is no operation “\(condition.operation.prefix(40))”.", hint: "Use one of \(known).")
        }
        let values = condition.values
        switch operation {
        case .exists, .notExists: break
        case .isIn:
            guard (1...1000).contains(values.count) else {
                throw LianluError(.badRequest, "The condition “in” on “\(condition.property)” needs 1 to 1,000 values.")
            }
        default:
            guard values.count == 1 else {
                throw LianluError(
                    .badRequest, "The condition “\(operation.rawValue)” on “\(condition.property)” needs one value.",
                    hint: "Use “in” for several values, “not_exists” for a missing one.")
            }
        }
        switch condition.property {
        case "$event": return .codes(context.eventNames.filter { matches($0.value, operation, values) }.map(\.key).sorted())
        case "$source":
            return .sources(
                context.sourceNames.filter { matches($0.value, operation, values) || matches(String($0.key), operation, values) }.map(\.key)
                    .sorted())
        case "$channel": return .channels(Channel.allCases.filter { matches($0.name, operation, values) })
        default: return .property(condition.property, operation, values)
        }
    }

    /// The same comparison as the store makes, on a text that is never missing.
    static func matches(_ text: String, _ operation: EventFilter.Operation, _ values: [String]) -> Bool {
        func contains() -> Bool {
            let (text, part) = (Array(text.lowercased().utf8), Array((values.first ?? "").lowercased().utf8))
            guard text.count >= part.count else { return false }
            return (0...(text.count - part.count)).contains { text[$0..<$0 + part.count].elementsEqual(part) }
        }
        func ordered(_ holds: (Int) -> Bool) -> Bool {
            let value = values.first ?? ""
            if let number = Double(value), number.isFinite {
                guard let own = Double(text), own.isFinite else { return false }
                return holds(own < number ? -1 : own > number ? 1 : 0)
            }
            return holds(text.utf8.lexicographicallyPrecedes(value.utf8) ? -1 : text == value ? 0 : 1)
        }
        switch operation {
        case .equal, .isIn: return values.contains(text)
        case .notEqual: return !values.contains(text)
        case .contains: return contains()
        case .notContains: return !contains()
        case .greater: return ordered { $0 > 0 }
        case .greaterOrEqual: return ordered { $0 >= 0 }
        case .less: return ordered { $0 < 0 }
        case .lessOrEqual: return ordered { $0 <= 0 }
        case .exists: return true
        case .notExists: return false
        }
    }
}

public import Vocabulary

/// What a trend counted, in parts.
public struct TrendDefinition: Sendable, Equatable {
    /// "count" or "customers".
    public var measure: String
    /// The event; nil = any.
    public var event: String?
    /// First instant that counts.
    public var from: Instant
    /// First instant that no longer counts.
    public var to: Instant
    /// "hour", "day", "week", "month".
    public var interval: String
    /// IANA name of the zone in which intervals begin.
    public var timeZone: String
    /// The day on which weeks begin.
    public var weekStart: WeekStart
    /// The conditions.
    public var conditions: [TrendQuery.Condition]
    /// The property of the breakdown.
    public var breakdown: String?
    /// Most values shown.
    public var limit: Int

    /// One English sentence.
    public var sentence: String {
        let what = measure == "customers" ? "Customers (merged ones once) who did" : "Times of"
        var text = "\(what) \(event ?? "any event") per \(interval)"
        if interval == "week" { text += " (weeks begin on \(weekStart == .monday ? "Monday" : "Sunday"))" }
        for (place, condition) in conditions.enumerated() {
            text += place == 0 ? " where " : " and "
            text += ([condition.property, condition.operation] + [condition.values.joined(separator: ", ")]).filter { !$0.isEmpty }.joined(
                separator: " ")
        }
        if let breakdown { text += ", by \(breakdown) (top \(limit))" }
        return text + ", from \(ISO8601.format(from)) until before \(ISO8601.format(to)), days of \(timeZone)."
    }

    /// The sentence and its parts.
    public var json: JSONValue {
        var conditions: [JSONValue] = []
        for condition in self.conditions {
            conditions.append([
                "property": .string(condition.property), "op": .string(condition.operation), "values": .strings(condition.values),
            ])
        }
        return [
            "sentence": .string(sentence), "measure": .string(measure), "event": .optional(event), "from": .string(ISO8601.format(from)),
            "to": .string(ISO8601.format(to)), "interval": .string(interval), "timeZone": .string(timeZone),
            "weekStart": .string(weekStart.rawValue), "where": .array(conditions),
            "breakdown": .optional(breakdown), "limit": .int(limit),
        ]
    }
}

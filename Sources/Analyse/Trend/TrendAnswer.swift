public import Vocabulary

/// The answer to a ``TrendQuery``.
public struct TrendAnswer: Sendable, Equatable {
    /// Starts of the intervals and a line per breakdown value.
    public var chart: Chart
    /// The same for the period before, when asked for; series as in ``chart`` where the value occurred.
    public var previous: Chart?
    /// Places of intervals that are not whole: still running or cut by the range.
    public var incomplete: [Int]
    /// When this was true.
    public var asOf: Instant
    /// What exactly was counted, in parts that a reader (or the console, in its own language) can put together.
    public var definition: TrendDefinition

    /// The body of the reply to `POST /api/analyse/trend`.
    public var json: JSONValue {
        var object = JSONObject()
        for member in chart.json.object ?? JSONObject() { object[member.name] = member.value }
        if let previous { object["previous"] = previous.json }
        object["incomplete"] = .array(incomplete.map { .int($0) })
        object["asOf"] = .string(ISO8601.format(asOf))
        object["definition"] = definition.json
        return .object(object)
    }
}

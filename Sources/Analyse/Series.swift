public import Vocabulary

/// One line of a chart.
public struct Series: Sendable, Equatable {
    /// What it stands for; "$other" and "$none" are the rest and the missing value.
    public var key: String
    /// One number per interval.
    public var values: [Int]

    /// Makes a series from its parts.
    public init(key: String, values: [Int]) {
        self.key = key
        self.values = values
    }

    /// `{"key","values"}`.
    public var json: JSONValue { ["key": .string(key), "values": .array(values.map { .int($0) })] }
}

/// Lines over common intervals.
public struct Chart: Sendable, Equatable {
    /// Starts of the intervals.
    public var intervals: [Instant]
    /// The lines.
    public var series: [Series]

    /// Makes a chart from its parts.
    public init(intervals: [Instant], series: [Series]) {
        self.intervals = intervals
        self.series = series
    }

    /// `{"intervals","series"}`.
    public var json: JSONValue {
        ["intervals": .array(intervals.map { .string(ISO8601.format($0)) }), "series": .array(series.map(\.json))]
    }
}

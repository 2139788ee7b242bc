public import Vocabulary

/// A question about how often something happens over time (事件分析).
public struct TrendQuery: Sendable, Equatable {
    /// What is counted.
    public enum Measure: String, Sendable, CaseIterable {
        /// Events.
        case count
        /// Customers, merged ones once.
        case customers
    }

    /// A condition on a property.
    public struct Condition: Sendable, Equatable {
        /// The property; `$event`, `$source`, `$channel` and the promoted ones ("$utm_source") begin with a dollar sign.
        public var property: String
        /// How it is compared: eq, ne, contains, not_contains, gt, gte, lt, lte, exists, not_exists, in.
        public var operation: String
        /// What it is compared with, as text.
        public var values: [String]

        /// Makes a condition from its parts.
        public init(_ property: String, _ operation: String, _ values: [String]) {
            self.property = property
            self.operation = operation
            self.values = values
        }
    }

    /// The event's name; nil = any event.
    public var event: String?
    /// Start of the range: a date or an instant.
    public var from: String
    /// End of the range: a date (that whole day) or an instant.
    public var to: String
    /// Width of the steps.
    public var interval: Interval
    /// What is counted.
    public var measure: Measure
    /// All of these hold.
    public var conditions: [Condition]
    /// The property the counts are broken down by; nil = one series.
    public var breakdown: String?
    /// Most values with a series of their own, 1 … 100.
    public var limit: Int
    /// IANA name of the time zone; nil = the project's.
    public var timeZone: String?
    /// Whether the period before is wanted too.
    public var compare: Bool

    /// Counts an event (or any, when nil) by day.
    public init(event: String?, from: String, to: String, interval: Interval = .day, measure: Measure = .count) {
        self.event = event
        self.from = from
        self.to = to
        self.interval = interval
        self.measure = measure
        conditions = []
        breakdown = nil
        limit = 10
        timeZone = nil
        compare = false
    }
}

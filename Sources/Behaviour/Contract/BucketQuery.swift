public import Vocabulary

/// Counts per time bucket and breakdown value.
public struct BucketQuery: Sendable {
    /// What is counted.
    public enum Measure: Sendable {
        /// Events.
        case events
        /// Customers, each once per bucket and series. The array maps a leaf's number to the number that stands for its customer; leaves
        /// past its end stand for themselves.
        case customers(canonical: [UInt32])
    }

    /// What the counts are broken down by.
    public enum Breakdown: Sendable, Equatable {
        /// The event's code; the key is the code in decimal.
        case code
        /// The source's number in decimal.
        case source
        /// The channel's stable name.
        case channel
        /// The origin named by the event itself.
        case origin
        /// The text of a property.
        case property(String)
    }

    /// Starts of the buckets and the end of the last, ascending; at least two.
    public var boundaries: [Instant]
    /// Only events at or after this instant, when it lies inside the first bucket.
    public var from: Instant?
    /// Only events before this instant, when it lies inside the last bucket.
    public var to: Instant?
    /// Only these event codes; nil = all.
    public var codes: [Int32]?
    /// None of these event codes.
    public var excludedCodes: [Int32]
    /// All of these hold.
    public var filters: [EventFilter]
    /// What is counted.
    public var measure: Measure
    /// Broken down by what; nil = one series.
    public var breakdown: Breakdown?
    /// Most series with a value of their own; the rest becomes ``BucketResult/Key/other``.
    public var limit: Int
    /// After this long the question is stopped.
    public var timeLimit: Duration

    /// Counts all events between the boundaries in one series.
    public init(boundaries: [Instant], measure: Measure = .events) {
        self.boundaries = boundaries
        self.measure = measure
        from = nil
        to = nil
        codes = nil
        excludedCodes = []
        filters = []
        breakdown = nil
        limit = 10
        timeLimit = .seconds(60)
    }
}

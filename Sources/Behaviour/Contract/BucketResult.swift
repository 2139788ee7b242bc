/// What a ``BucketQuery`` found.
public struct BucketResult: Sendable, Equatable {
    /// What a series stands for.
    public enum Key: Sendable, Hashable {
        /// Everything (no breakdown).
        case all
        /// Events with this value.
        case value(String)
        /// All values past the limit together.
        case other
        /// Events without a value.
        case none
    }

    /// One line: a number per bucket.
    public struct Series: Sendable, Equatable {
        /// What it stands for.
        public var key: Key
        /// One count per bucket.
        public var values: [Int]

        /// Makes a series from its parts.
        public init(key: Key, values: [Int]) {
            self.key = key
            self.values = values
        }

        /// The sum of the values.
        public var total: Int { values.reduce(0, +) }
    }

    /// Values by falling total, ties by name; then ``Key/other`` and ``Key/none`` where there are any. Without a breakdown exactly one.
    public var series: [Series]

    /// Makes a result.
    public init(series: [Series]) { self.series = series }
}

public import Vocabulary

/// A question for one customer's events, newest first.
public struct TimelineQuery: Sendable {
    /// A place on a timeline: the last event of a page. Ordered by time, ties by ordinal.
    public struct Position: Sendable, Equatable {
        /// Time of that event.
        public var time: Instant
        /// Its ordinal.
        public var ordinal: Int64

        /// Makes a position from its parts.
        public init(time: Instant, ordinal: Int64) {
            self.time = time
            self.ordinal = ordinal
        }
    }

    /// All leaves of the customer.
    public var leaves: [LeafNumber]
    /// At most so many events, 1 … 10,000.
    public var limit: Int
    /// Only events before this place.
    public var before: Position?
    /// No event of these leaves is earlier, as far as the caller knows; lets the engine skip what cannot matter. Nil when unknown.
    public var notBefore: Instant?
    /// Only events of these names; nil = all.
    public var codes: [Int32]?
    /// Only events on this channel; nil = all.
    public var channel: Channel?

    /// Asks for the newest events of these leaves.
    public init(leaves: [LeafNumber], limit: Int = 50) {
        self.leaves = leaves
        self.limit = limit
        before = nil
        notBefore = nil
        codes = nil
        channel = nil
    }
}

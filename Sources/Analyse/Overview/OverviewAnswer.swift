/// What the events say about a period, for the overview page. Orders and new customers come from other rooms.
public struct OverviewAnswer: Sendable, Equatable {
    /// Totals of a period.
    public struct Totals: Sendable, Equatable {
        /// Events.
        public var events: Int
        /// Different customers with at least one event.
        public var customers: Int
    }

    /// One event name and how much it happened.
    public struct TopEvent: Sendable, Equatable {
        /// Its code.
        public var code: Int32
        /// Its name.
        public var name: String
        /// Times it happened.
        public var events: Int
        /// Different customers who did it.
        public var customers: Int
    }

    /// One origin named by events.
    public struct TopOrigin: Sendable, Equatable {
        /// Its name.
        public var origin: String
        /// Events that name it.
        public var events: Int
        /// Different customers with such events.
        public var customers: Int
    }

    /// This period.
    public var current: Totals
    /// As many intervals just before.
    public var previous: Totals
    /// Events by channel.
    public var events: Chart
    /// Active customers by channel; one who used two channels is in both.
    public var activeCustomers: Chart
    /// Events by source name.
    public var bySource: Chart
    /// The ten most frequent events.
    public var topEvents: [TopEvent]
    /// The ten origins with most customers.
    public var topOrigins: [TopOrigin]
    /// Places of intervals that are not whole.
    public var incomplete: [Int]
}

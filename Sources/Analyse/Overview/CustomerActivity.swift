import Behaviour
public import Vocabulary

/// How active one customer was, by day, channel and event.
public struct CustomerActivity: Sendable, Equatable {
    /// A key and how many events it had.
    public struct Count: Sendable, Equatable {
        /// A date, a channel's or an event's name.
        public var key: String
        /// Events.
        public var events: Int

        /// Makes a count from its parts.
        public init(key: String, events: Int) {
            self.key = key
            self.events = events
        }
    }

    /// The events of one channel, day by day.
    public struct Channel: Sendable, Equatable {
        /// The channel's name.
        public var key: String
        /// Events, one number for each of ``days``.
        public var values: [Int]
    }

    /// One entry per day, oldest first, days without events included.
    public var days: [Count]
    /// The days by channel, most first.
    public var byChannelDay: [Channel]
    /// Most first.
    public var byChannel: [Count]
    /// Most first.
    public var byEvent: [Count]

    /// Counts the events of these leaves over the last `days` days (1 … 3,660), today included.
    public static func answer(leaves: [LeafNumber], days: Int, _ context: AnalyseContext) async throws -> CustomerActivity {
        guard (1...3_660).contains(days) else { throw LianluError(.badRequest, "“days” must be 1 to 3,660, not \(days).") }
        let today = Interval.day.start(containing: context.now, in: context.zone)
        let range = try TimeRange(
            from: Interval.day.advance(today, by: 1 - days, in: context.zone), to: Interval.day.next(after: today, in: context.zone),
            interval: .day,
            zone: context.zone)
        var query = BucketQuery(boundaries: range.boundaries)
        query.filters = [.leaves(leaves)]
        query.breakdown = .channel
        query.limit = 100
        context.restrict(&query, to: nil)
        let channels = try await context.store.buckets(query).series
        query.boundaries = [range.from, range.to]
        query.breakdown = .code
        let events = try await context.store.buckets(query).series

        let perDay = range.starts.indices.map { day in channels.reduce(0) { $0 + $1.values[day] } }
        return CustomerActivity(
            days: zip(range.starts, perDay).map { Count(key: context.zone.date(at: $0).description, events: $1) },
            byChannelDay: channels.map { Channel(key: name($0.key), values: $0.values) },
            byChannel: channels.map { Count(key: name($0.key), events: $0.total) },
            byEvent: events.map { series in
                let text = name(series.key)
                return Count(key: Int32(text).flatMap { context.eventNames[$0] } ?? text, events: series.total)
            })
    }

    private static func name(_ key: BucketResult.Key) -> String {
        switch key {
        case .all: "$any"
        case .other: "$other"
        case .none: "$none"
        case .value(let text): text
        }
    }
}

public import Vocabulary

/// A range of time cut into the steps of an interval, as semantics §6.7 and §6.14 say.
public struct TimeRange: Sendable, Equatable {
    /// Most steps a question may have.
    public static let maximumSteps = 10_000

    /// Starts of the steps, ascending.
    public var starts: [Instant]
    /// End of the last step.
    public var end: Instant
    /// First instant that counts (may lie inside the first step).
    public var from: Instant
    /// First instant that no longer counts (may lie inside the last step).
    public var to: Instant

    /// Reads two texts: a bare date at the end means that whole day; an instant is exact, except that an hourly range that ends on an hour
    /// includes that hour. Throws `bad_request` when unreadable, reversed or too long.
    public init(
        from: String, to: String, interval: Interval, zone: TimeZoneRules, weekStart: WeekStart = .monday
    ) throws(LianluError) {
        guard let start = ISO8601.parse(from, zone: zone) else { throw Self.unreadable("from", from) }
        guard let last = ISO8601.read(to), var stop = ISO8601.parse(to, zone: zone) else { throw Self.unreadable("to", to) }
        if case .date(let date) = last {
            stop = zone.startOfDay(date.adding(days: 1))
        } else if interval == .hour, interval.start(containing: stop, in: zone) == stop {
            stop = interval.next(after: stop, in: zone)
        }
        try self.init(from: start, to: stop, interval: interval, zone: zone, weekStart: weekStart)
    }

    /// The steps that cover `from` up to, not including, `to`; weeks begin on `weekStart`.
    public init(
        from: Instant, to: Instant, interval: Interval, zone: TimeZoneRules, weekStart: WeekStart = .monday
    ) throws(LianluError) {
        guard from < to else {
            throw LianluError(.badRequest, "The range ends before it begins.", hint: "Give a “to” that is after “from”.")
        }
        guard to.since(from) / 3_600_000 <= 200 * 366 * 24 else {
            throw LianluError(.badRequest, "The range is longer than 200 years.", hint: "Give a shorter range.")
        }
        starts = interval.starts(from: from, to: to, in: zone, weekStart: weekStart, limit: Self.maximumSteps + 1)
        guard starts.count <= Self.maximumSteps else {
            throw LianluError(
                .badRequest, "The range has more than \(Self.maximumSteps) intervals.", hint: "Give a shorter range or a longer interval.")
        }
        end = interval.next(after: starts[starts.count - 1], in: zone)
        self.from = from
        self.to = to
    }

    /// All boundaries: the starts and the end.
    public var boundaries: [Instant] { starts + [end] }

    /// Places of the steps that are not whole: still running, or cut by the range's ends.
    public func incomplete(now: Instant) -> [Int] {
        starts.indices.filter { place in
            let stop = place + 1 < starts.count ? starts[place + 1] : end
            return stop > now || starts[place] < from || stop > to
        }
    }

    /// The range of as many steps just before this one.
    public func previous(interval: Interval, zone: TimeZoneRules) -> TimeRange {
        var earlier = self
        let count = starts.count
        earlier.starts = starts.map { interval.advance($0, by: -count, in: zone) }
        earlier.end = starts[0]
        // What the ends cut off here, they cut off there.
        earlier.from = min(earlier.starts[0].adding(milliseconds: from.since(starts[0])), earlier.end)
        let cut = end.since(to)
        earlier.to = cut == 0 ? earlier.end : max(earlier.end.adding(milliseconds: -cut), earlier.starts[count - 1])
        return earlier
    }

    private static func unreadable(_ name: String, _ value: String) -> LianluError {
        LianluError(
            .badRequest, "“\(name)” is no date or time: “\(value.prefix(40))”.", hint: "Write 2026-11-01 or 2026-11-01T08:00:00+08:00.")
    }
}

/// The width of the steps on a time axis, in a time zone's calendar.
public enum Interval: String, Sendable, CaseIterable {
    case hour, day, week, month

    /// The start of the step that contains that moment; `weekStart` is the day on which weeks begin.
    public func start(containing instant: Instant, in zone: TimeZoneRules, weekStart: WeekStart = .monday) -> Instant {
        let wall = zone.wall(at: instant)
        guard self != .hour else { return startOfHour(wall, instant, zone) }
        return zone.startOfDay(firstDay(of: wall.date, weekStart))
    }

    /// The start of the step after the one that begins at `start`.
    public func next(after start: Instant, in zone: TimeZoneRules) -> Instant { advance(start, by: 1, in: zone) }

    /// The start of the step `count` steps after (or before) the one that begins at `start`.
    public func advance(_ start: Instant, by count: Int, in zone: TimeZoneRules) -> Instant {
        switch self {
        case .hour:
            var at = start
            for _ in 0..<abs(count) { at = count > 0 ? nextHour(at, zone) : self.start(containing: at.adding(milliseconds: -1), in: zone) }
            return at
        case .day, .week, .month:
            let date = zone.date(at: start)
            switch self {
            case .week: return zone.startOfDay(date.adding(days: 7 * count))
            case .month: return zone.startOfDay(date.adding(months: count))
            default: return zone.startOfDay(date.adding(days: count))
            }
        }
    }

    /// The starts of all steps from the one that contains `from` up to, not including, `to`; at most `limit` of them.
    public func starts(
        from: Instant, to: Instant, in zone: TimeZoneRules, weekStart: WeekStart = .monday, limit: Int = .max
    ) -> [Instant] {
        var result: [Instant] = []
        var at = start(containing: from, in: zone, weekStart: weekStart)
        while at < to && result.count < limit {
            result.append(at)
            let following = next(after: at, in: zone)
            // A day that a zone left out altogether (Samoa, 2011) begins when the next one does.
            at = following > at ? following : advance(at, by: 2, in: zone)
        }
        return result
    }

    private func firstDay(of date: CivilDate, _ weekStart: WeekStart) -> CivilDate {
        switch self {
        case .hour, .day: date
        case .week: date.adding(days: -weekStart.days(before: date))
        case .month: date.adding(days: 1 - date.day)
        }
    }

    private func startOfHour(_ wall: CivilTime, _ instant: Instant, _ zone: TimeZoneRules) -> Instant {
        let start = instant.adding(milliseconds: -wall.milliseconds.flooredRemainder(3_600_000))
        let offset = zone.offset(at: instant)
        guard zone.offset(at: start) != offset else { return start }
        // Clocks changed within this hour: it begins at the change.
        var low = start.milliseconds
        var high = instant.milliseconds
        while high - low > 1 {
            let middle = (low + high) / 2
            if zone.offset(at: Instant(milliseconds: middle)) == offset { high = middle } else { low = middle }
        }
        return Instant(milliseconds: high)
    }

    private func nextHour(_ start: Instant, _ zone: TimeZoneRules) -> Instant {
        let end = start.adding(milliseconds: 3_600_000 - zone.wall(at: start).milliseconds.flooredRemainder(3_600_000))
        let last = self.start(containing: end.adding(milliseconds: -1), in: zone)
        return last > start ? last : end
    }
}

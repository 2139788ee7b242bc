public import Vocabulary

extension CronExpression {
    /// The first moment after `instant`, or nil when there is none within nine years (30 February).
    ///
    /// Daylight saving: an entry with given hours runs once a day whatever clocks do: at the moved moment when its time is skipped, the first time when it
    /// comes twice. An entry for every hour (`*` or `*/n` hours) follows the clock: nothing in a skipped hour, both passes of a repeated one.
    public func next(after instant: Instant, in zone: TimeZoneRules) -> Instant? {
        // The day before too: a skipped time may be moved over midnight.
        let first = zone.date(at: instant).adding(days: -1)
        for offset in 0..<(366 * 9) {
            let date = first.adding(days: offset)
            guard matches(date) else { continue }
            let found = anyHour ? followingClock(date, after: instant, zone) : oncePerDay(date, after: instant, zone)
            guard let found else { continue }
            // A moved moment of this day may lie behind an ordinary one of the next.
            let tomorrow = date.adding(days: 1)
            guard !anyHour, matches(tomorrow), let other = oncePerDay(tomorrow, after: instant, zone) else { return found }
            return min(found, other)
        }
        return nil
    }

    private func oncePerDay(_ date: CivilDate, after instant: Instant, _ zone: TimeZoneRules) -> Instant? {
        var best: Instant?
        for hour in hours {
            for minute in minutes {
                let moment = zone.instant(of: CivilTime(date, hour: hour, minute: minute))
                if moment > instant, best.map({ moment < $0 }) ?? true { best = moment }
            }
        }
        return best
    }

    private func followingClock(_ date: CivilDate, after instant: Instant, _ zone: TimeZoneRules) -> Instant? {
        let end = zone.startOfDay(date.adding(days: 1))
        var moment = zone.startOfDay(date)
        if moment <= instant { moment = Instant(milliseconds: instant.milliseconds - instant.milliseconds % 60_000 + 60_000) }
        while moment < end {
            let wall = zone.wall(at: moment)
            if hours.contains(wall.hour), minutes.contains(wall.minute), wall.date == date { return moment }
            moment = moment.adding(milliseconds: 60_000)
        }
        return nil
    }
}

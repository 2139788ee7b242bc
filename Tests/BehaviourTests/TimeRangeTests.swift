import Analyse
import Testing
import Vocabulary

@Suite struct TimeRangeTests {
    private func range(_ from: String, _ to: String, _ interval: Interval, _ zone: String = "Asia/Shanghai") throws -> (
        TimeRange, TimeZoneRules
    ) {
        let rules = try TimeZoneRules.named(zone)
        return (try TimeRange(from: from, to: to, interval: interval, zone: rules), rules)
    }

    // Semantics 6.7.
    @Test(arguments: [
        ("2026-11-01", "2026-11-03", Interval.day, 3, "2026-11-03T16:00:00.000Z"),
        ("2026-11-01", "2026-11-01", .day, 1, "2026-11-01T16:00:00.000Z"),
        ("2026-11-01", "2026-11-01", .hour, 24, "2026-11-01T16:00:00.000Z"),
        ("2026-11-01T08:00:00+08:00", "2026-11-01T10:00:00+08:00", .hour, 3, "2026-11-01T03:00:00.000Z"),
        ("2026-11-01T08:00:00+08:00", "2026-11-01T10:00:01+08:00", .hour, 3, "2026-11-01T02:00:01.000Z"),
        ("2026-11-01", "2026-11-02T00:00:00+08:00", .day, 1, "2026-11-01T16:00:00.000Z"),
        ("2026-11-01 08:00:00", "2026-11-02 09:00:00", .day, 2, "2026-11-02T01:00:00.000Z"),
        ("2026-11-01", "2026-11-30", .week, 6, "2026-11-30T16:00:00.000Z"),
        ("2026-01-15", "2026-03-01", .month, 3, "2026-03-01T16:00:00.000Z"),
    ])
    func end_isReadAsSettled(from: String, to: String, interval: Interval, steps: Int, end: String) throws {
        let (range, _) = try range(from, to, interval)
        #expect(range.starts.count == steps)
        #expect(ISO8601.format(range.to) == end)
    }

    @Test(arguments: [
        ("2026-11-02", "2026-11-01"), ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z"), ("yesterday", "2026-11-01"), ("2026-11-01", ""),
        ("2026-02-30", "2026-11-01"), ("0001-01-01", "2026-11-01"),
    ])
    func unreadable_orReversed_orEndless_isRefused(from: String, to: String) {
        #expect { _ = try range(from, to, .day) } throws: { ($0 as? LianluError)?.code == .badRequest }
    }

    @Test func hours_areLimited() { #expect(throws: LianluError.self) { _ = try range("2020-01-01", "2026-01-01", .hour) } }

    @Test func incomplete_namesCutAndRunningIntervals() throws {
        let (weeks, _) = try range("2026-11-04", "2026-11-17", .week)
        #expect(weeks.incomplete(now: Instant(milliseconds: .max)) == [0, 2])
        let (days, _) = try range("2026-11-21", "2026-11-24", .day)
        #expect(days.incomplete(now: try #require(ISO8601.parse("2026-11-23T12:00:00+08:00"))) == [2, 3])
    }

    @Test func previous_isAsManyIntervalsBefore() throws {
        let (months, zone) = try range("2026-03-01", "2026-04-30", .month)
        let earlier = months.previous(interval: .month, zone: zone)
        #expect(earlier.starts.map { zone.date(at: $0).description } == ["2026-01-01", "2026-02-01"])
        #expect(earlier.end == months.starts[0])
        #expect(earlier.to == earlier.end)
        let (days, newYork) = try range("2026-03-08", "2026-03-09T12:00:00", .day, "America/New_York")
        let before = days.previous(interval: .day, zone: newYork)
        #expect(
            before.starts.map { ISO8601.format($0, in: newYork) } == ["2026-03-06T00:00:00.000-05:00", "2026-03-07T00:00:00.000-05:00"])
        #expect(ISO8601.format(before.to, in: newYork) == "2026-03-07T12:00:00.000-05:00")
    }
}

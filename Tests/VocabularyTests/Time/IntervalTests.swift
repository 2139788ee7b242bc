import Testing
import Vocabulary

@Suite struct IntervalTests {
    private func starts(_ interval: Interval, _ from: String, _ to: String, _ zone: String) throws -> [String] {
        let rules = try TimeZoneRules.named(zone)
        let (from, to) = (try #require(ISO8601.parse(from, zone: rules)), try #require(ISO8601.parse(to, zone: rules)))
        return interval.starts(from: from, to: to, in: rules).map { ISO8601.format($0, in: rules) }
    }

    @Test func day_hasTwentyThreeHoursWhenClocksGoForward() throws {
        #expect(
            try starts(.day, "2026-03-07T12:00", "2026-03-09T12:00", "America/New_York") == [
                "2026-03-07T00:00:00.000-05:00", "2026-03-08T00:00:00.000-05:00", "2026-03-09T00:00:00.000-04:00",
            ])
        #expect(try starts(.hour, "2026-03-08", "2026-03-09", "America/New_York").count == 23)
        #expect(try starts(.hour, "2026-11-01", "2026-11-02", "America/New_York").count == 25)
    }

    @Test func hour_beginsAtTheChangeInHalfHourZones() throws {
        #expect(
            try starts(.hour, "2026-10-04T01:00", "2026-10-04T04:00", "Australia/Lord_Howe") == [
                "2026-10-04T01:00:00.000+10:30", "2026-10-04T02:30:00.000+11:00", "2026-10-04T03:00:00.000+11:00",
            ])
        #expect(try starts(.hour, "2026-06-01T00:10", "2026-06-01T01:10", "Asia/Kathmandu").first == "2026-06-01T00:00:00.000+05:45")
    }

    @Test func week_beginsOnMonday_month_onTheFirst() throws {
        #expect(
            try starts(.week, "2026-11-22", "2026-11-24", "Asia/Shanghai") == [
                "2026-11-16T00:00:00.000+08:00", "2026-11-23T00:00:00.000+08:00",
            ])
        #expect(
            try starts(.month, "2026-01-31", "2026-03-01T00:00:00.001", "Asia/Shanghai") == [
                "2026-01-01T00:00:00.000+08:00", "2026-02-01T00:00:00.000+08:00", "2026-03-01T00:00:00.000+08:00",
            ])
    }

    @Test func week_beginsOnSundayWhereItIsSoSet() throws {
        let zone = try TimeZoneRules.named("Asia/Shanghai")
        func start(_ text: String) throws -> String {
            let instant = try #require(ISO8601.parse(text, zone: zone))
            return zone.date(at: Interval.week.start(containing: instant, in: zone, weekStart: .sunday)).description
        }
        // 2026-11-01 is a Sunday.
        #expect(try start("2026-10-31T23:59:59+08:00") == "2026-10-25")
        #expect(try start("2026-11-01T00:00:00+08:00") == "2026-11-01")
        #expect(try start("2026-11-07T23:59:59+08:00") == "2026-11-01")
    }

    @Test func day_leavesOutTheDaySamoaLeftOut() throws {
        #expect(try starts(.day, "2011-12-29", "2012-01-01", "Pacific/Apia").count == 2)
    }

    @Test(arguments: Interval.allCases, ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo"])
    func start_isAtOrBeforeAndNextIsAfter(interval: Interval, zone: String) throws {
        let rules = try TimeZoneRules.named(zone)
        var random = SplitMix(seed: 4)
        for _ in 0..<1_000 {
            let instant = Instant(milliseconds: Int64(random.next() % 2_000_000_000_000))
            let start = interval.start(containing: instant, in: rules)
            #expect(start <= instant)
            #expect(interval.next(after: start, in: rules) > instant)
            #expect(interval.start(containing: start, in: rules) == start)
            #expect(interval.advance(interval.advance(start, by: 3, in: rules), by: -3, in: rules) == start)
        }
    }
}

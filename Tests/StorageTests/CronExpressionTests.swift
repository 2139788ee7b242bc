import TestKit
import Testing
import Vocabulary

@testable import Storage

@Suite struct CronExpressionTests {
    /// Local wall times of the next moments, as "MM-dd HH:mm", with the offset in hours.
    private func run(_ expression: String, _ zoneName: String, from start: String, count: Int) throws -> [String] {
        let zone = try TimeZoneRules.named(zoneName)
        let cron = try CronExpression(expression)
        let parts = start.split(whereSeparator: { "- :".contains($0) }).compactMap { Int($0) }
        let date = try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
        var moment = zone.instant(of: CivilTime(date, hour: parts[3], minute: parts[4]))
        var found: [String] = []
        while found.count < count, let next = cron.next(after: moment, in: zone) {
            let wall = zone.wall(at: next)
            found.append(
                "\(two(wall.date.month))-\(two(wall.date.day)) \(two(wall.hour)):\(two(wall.minute)) \(zone.offset(at: next) / 3600)")
            moment = next
        }
        return found
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func ordinaryDays() throws {
        #expect(try run("30 3 * * *", "Asia/Shanghai", from: "2026-11-23 03:30", count: 2) == ["11-24 03:30 8", "11-25 03:30 8"])
        #expect(
            try run("*/20 9-10 * * mon-fri", "UTC", from: "2026-11-20 10:39", count: 4) == [
                "11-20 10:40 0", "11-23 09:00 0", "11-23 09:20 0", "11-23 09:40 0",
            ])
        #expect(
            try run("0 0 1 jan,jul *", "UTC", from: "2026-11-23 00:00", count: 3) == ["01-01 00:00 0", "07-01 00:00 0", "01-01 00:00 0"])
        #expect(try run("0 12 29 2 *", "UTC", from: "2026-01-01 00:00", count: 2) == ["02-29 12:00 0", "02-29 12:00 0"])
        // Both days restricted: either.
        #expect(try run("0 0 13 * 5", "UTC", from: "2026-11-01 00:00", count: 3) == ["11-06 00:00 0", "11-13 00:00 0", "11-20 00:00 0"])
        #expect(try run("0 0 * * 0", "UTC", from: "2026-11-23 00:00", count: 1) == ["11-29 00:00 0"])
        #expect(try run("0 0 * * 7", "UTC", from: "2026-11-23 00:00", count: 1) == ["11-29 00:00 0"])
        #expect(try run("0 0 30 2 *", "UTC", from: "2026-11-23 00:00", count: 1).isEmpty)
    }

    @Test func skippedHour_runsOnceAtTheMovedMoment() throws {
        // 2026-03-08 02:00 -> 03:00 in New York
        #expect(
            try run("30 2 * * *", "America/New_York", from: "2026-03-07 00:00", count: 3) == [
                "03-07 02:30 -5", "03-08 03:30 -4", "03-09 02:30 -4",
            ])
        #expect(try run("30 * * * *", "America/New_York", from: "2026-03-08 00:45", count: 2) == ["03-08 01:30 -5", "03-08 03:30 -4"])
    }

    @Test func repeatedHour_runsOnce_orFollowsTheClock() throws {
        // 2026-11-01 02:00 -> 01:00 in New York
        #expect(try run("30 1 * * *", "America/New_York", from: "2026-10-31 12:00", count: 2) == ["11-01 01:30 -4", "11-02 01:30 -5"])
        #expect(
            try run("30 * * * *", "America/New_York", from: "2026-11-01 00:45", count: 3) == [
                "11-01 01:30 -4", "11-01 01:30 -5", "11-01 02:30 -5",
            ])
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *",
        "a * * * *",
        "1,,2 * * * *", "1-2-3 * * * *", "-1 * * * *", "*/ * * * *", "999999999999999999999 * * * *", "* * * foo *",
    ])
    func wrongExpressions_areRefused(text: String) {
        let error = #expect(throws: LianluError.self) { try CronExpression(text) }
        #expect(error?.code == .badRequest)
    }

    /// Against the slow truth: look at every minute.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func next_agreesWithLookingAtEveryMinute(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func field(_ range: ClosedRange<Int>) -> String {
            let (a, b) = (Int.random(in: range, using: &random), Int.random(in: range, using: &random))
            return ["*", "*/\(Int.random(in: 1...7, using: &random))", "\(a)", "\(min(a, b))-\(max(a, b))", "\(a),\(b)"].randomElement(
                using: &random)!
        }
        let text = "\(field(0...59)) \(field(0...23)) \(field(1...28)) * \(field(0...7))"
        let cron = try CronExpression(text)
        let zone = try TimeZoneRules.named(["UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin"].randomElement(using: &random)!)
        // Around a change of clocks, or anywhere.
        let starts: [Int64] = [
            1_772_900_000, 1_774_700_000, 1_793_400_000, 1_761_300_000, Int64.random(in: 1_700_000_000...1_900_000_000, using: &random),
        ]
        for start in starts {
            let instant = Instant(milliseconds: start * 1000 + Int64.random(in: 0..<60_000, using: &random))
            let expected = slow(cron, after: instant, zone)
            let found = cron.next(after: instant, in: zone)
            if let expected { #expect(found == expected, "\(text) in \(zone.name) after \(instant.milliseconds), seed \(seed)") }
        }
    }

    /// Every minute of the next ten days; nil when there is none among them.
    private func slow(_ cron: CronExpression, after instant: Instant, _ zone: TimeZoneRules) -> Instant? {
        var minute = Instant(milliseconds: instant.milliseconds - instant.milliseconds % 60_000 + 60_000)
        for _ in 0..<(10 * 1440) {
            let wall = zone.wall(at: minute)
            func fits(_ wall: CivilTime) -> Bool {
                cron.matches(wall.date) && cron.hours.contains(wall.hour) && cron.minutes.contains(wall.minute)
            }
            if cron.anyHour {
                if fits(wall) { return minute }
            } else {
                // Its own time, unless it has come before; or a skipped time that was moved here.
                if fits(wall), zone.instant(of: wall) == minute { return minute }
                let jump = zone.offset(at: minute) - zone.offset(at: minute.adding(milliseconds: -3_600_000))
                if jump > 0 {
                    let skipped = CivilTime(milliseconds: wall.milliseconds - Int64(jump) * 1000)
                    if fits(skipped), zone.instant(of: skipped) == minute, zone.wall(at: zone.instant(of: skipped)) != skipped {
                        return minute
                    }
                }
            }
            minute = minute.adding(milliseconds: 60_000)
        }
        return nil
    }
}

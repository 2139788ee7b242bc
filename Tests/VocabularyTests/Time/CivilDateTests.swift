import Testing
import Vocabulary

@Suite struct CivilDateTests {
    @Test func days_countUpOneByOneOverEightCenturies() throws {
        var expected = try #require(CivilDate(year: 1600, month: 1, day: 1))
        for number in expected.daysSinceEpoch..<expected.daysSinceEpoch + 292_194 {
            #expect(CivilDate(daysSinceEpoch: number) == expected)
            #expect(expected.daysSinceEpoch == number)
            let last = CivilDate.days(inMonth: expected.month, of: expected.year)
            let (day, month) = expected.day < last ? (expected.day + 1, expected.month) : (1, expected.month % 12 + 1)
            expected = try #require(CivilDate(year: expected.year + (day == 1 && month == 1 ? 1 : 0), month: month, day: day))
        }
        #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
    }

    @Test func weekday_isMondayFirst() throws {
        #expect(try #require(CivilDate(year: 2026, month: 11, day: 23)).weekday == 1)
        #expect(CivilDate(daysSinceEpoch: 0).weekday == 4)
        #expect(CivilDate(daysSinceEpoch: -1).weekday == 3)
        #expect(CivilDate(daysSinceEpoch: -4).weekday == 7)
    }

    @Test(arguments: [
        ((2026, 1, 31), 1, "2026-02-28"), ((2028, 1, 31), 1, "2028-02-29"), ((2026, 12, 15), 1, "2027-01-15"),
        ((2026, 1, 15), -1, "2025-12-15"),
        ((2026, 3, 31), -13, "2025-02-28"), ((2026, 5, 1), 24, "2028-05-01"), ((1, 1, 1), -12, "0000-01-01"),
    ])
    func addingMonths_clampsToTheMonthsEnd(start: (Int, Int, Int), months: Int, expected: String) throws {
        #expect(try #require(CivilDate(year: start.0, month: start.1, day: start.2)).adding(months: months).description == expected)
    }

    @Test func init_refusesDaysThatAreNot() {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2026, month: 0, day: 1) == nil)
        #expect(CivilDate(year: 2026, month: 4, day: 31) == nil)
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
    }
}

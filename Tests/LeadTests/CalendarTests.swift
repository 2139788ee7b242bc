import Lead
import Testing
import Vocabulary

@Suite struct CalendarTests {
    private static let office = BusinessCalendar(
        zone: "Asia/Shanghai", weekly: Array(repeating: [.init(540, 1080)], count: 5) + [[], []])

    private func moment(_ text: String) -> Instant { ISO8601.parse(text)! }

    /// The vectors of facts/leads-loyalty.md A4. 2026-11-20 is a Friday.
    @Test func workingMinutes() throws {
        let friday = moment("2026-11-20T17:50:00+08:00")
        #expect(try Self.office.adding(minutes: 30, to: friday) == moment("2026-11-23T09:20:00+08:00"))
        var holiday = Self.office
        holiday.exceptions["2026-11-23"] = []
        #expect(try holiday.adding(minutes: 30, to: friday) == moment("2026-11-24T09:20:00+08:00"))
        #expect(try Self.office.adding(minutes: 30, to: moment("2026-11-21T12:00:00+08:00")) == moment("2026-11-23T09:30:00+08:00"))
        #expect(try Self.office.adding(minutes: 600, to: moment("2026-11-23T09:00:00+08:00")) == moment("2026-11-24T10:00:00+08:00"))
    }

    @Test func openings() throws {
        #expect(try Self.office.isOpen(at: moment("2026-11-20T17:59:59+08:00")))
        #expect(try !Self.office.isOpen(at: moment("2026-11-20T18:00:00+08:00")))
        #expect(try !Self.office.isOpen(at: moment("2026-11-21T10:00:00+08:00")))
        #expect(try Self.office.nextOpening(from: moment("2026-11-21T10:00:00+08:00")) == moment("2026-11-23T09:00:00+08:00"))
        #expect(
            try BusinessCalendar(zone: "UTC", weekly: Array(repeating: [], count: 7)).adding(minutes: 1, to: moment("2026-11-21T10:00:00Z"))
                == nil)
    }
}

public import Vocabulary

/// Five fields: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday); `*`, `a-b`, `*/n`, `a-b/n`, lists, and names (`jan`, `mon`).
///
/// When both days are restricted either may match, as cron always did. Daylight saving: see ``next(after:in:)``.
public struct CronExpression: Sendable, Equatable {
    var minutes: Set<Int>
    var hours: Set<Int>
    var days: Set<Int>
    var months: Set<Int>
    /// Monday 1 … Sunday 7.
    var weekdays: Set<Int>
    /// Whether the field began with `*`.
    var anyHour: Bool
    var anyDay: Bool
    var anyWeekday: Bool

    /// Reads an expression; throws `bad_request` that says which field is wrong.
    public init(_ text: String) throws(LianluError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 5 else {
            throw LianluError(
                .badRequest, "A cron expression has 5 fields; “\(text)” has \(fields.count).",
                hint: "For example `30 3 * * 1` for Mondays at 03:30.")
        }
        minutes = try CronField(name: "minute", range: 0...59, names: [:]).parse(fields[0])
        hours = try CronField(name: "hour", range: 0...23, names: [:]).parse(fields[1])
        days = try CronField(name: "day of the month", range: 1...31, names: [:]).parse(fields[2])
        months = try CronField(name: "month", range: 1...12, names: CronField.monthNames).parse(fields[3])
        let week = try CronField(name: "day of the week", range: 0...7, names: CronField.weekdayNames).parse(fields[4])
        weekdays = Set(week.map { $0 == 0 ? 7 : $0 })
        anyHour = fields[1].hasPrefix("*")
        anyDay = fields[2].hasPrefix("*")
        anyWeekday = fields[4].hasPrefix("*")
    }

    /// Whether that calendar day is one of its days.
    func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let (day, weekday) = (days.contains(date.day), weekdays.contains(date.weekday))
        return anyDay || anyWeekday ? day && weekday : day || weekday
    }
}

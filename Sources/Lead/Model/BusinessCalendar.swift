import Storage
public import Vocabulary

/// Working hours of a team in its own zone: pure arithmetic (facts/leads-loyalty.md A4).
public struct BusinessCalendar: Sendable, Equatable {
    /// A stretch of a day, in minutes since midnight: [start, end).
    public struct Shift: Sendable, Equatable {
        /// Begin, 0…1439.
        public var start: Int
        /// End, 1…1440.
        public var end: Int
        /// Makes a stretch.
        public init(_ start: Int, _ end: Int) {
            self.start = start
            self.end = end
        }
    }

    /// Its number; 0 for one that is always open.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// IANA zone.
    public var zone: String
    /// Stretches by weekday, Monday first.
    public var weekly: [[Shift]]
    /// Stretches of single dates instead of the weekday's ("2026-10-01"); empty for a day off.
    public var exceptions: [String: [Shift]]

    /// A calendar from its parts.
    public init(id: Int64 = 0, name: String = "", zone: String, weekly: [[Shift]], exceptions: [String: [Shift]] = [:]) {
        self.id = id
        self.name = name
        self.zone = zone
        self.weekly = weekly
        self.exceptions = exceptions
    }

    /// Open at all times.
    public static let always = BusinessCalendar(zone: "UTC", weekly: Array(repeating: [Shift(0, 1440)], count: 7))

    static let columns = "id, name, zone, weekly, exceptions"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        zone = row.text(2)
        weekly = ((try? JSONValue(parsing: row.text(3)))?.array ?? []).map(Self.shifts)
        while weekly.count < 7 { weekly.append([]) }
        exceptions = [:]
        for member in (try? JSONValue(parsing: row.text(4)))?.object ?? JSONObject() { exceptions[member.name] = Self.shifts(member.value) }
    }

    static func shifts(_ json: JSONValue) -> [Shift] {
        (json.array ?? []).compactMap { pair in
            guard let start = pair[0]?.int, let end = pair[1]?.int, start >= 0, end <= 1440, start < end else { return nil }
            return Shift(Int(start), Int(end))
        }.sorted { $0.start < $1.start }
    }

    /// The stretches of a date.
    func shifts(on date: CivilDate) -> [Shift] { exceptions[date.description] ?? weekly[date.weekday - 1] }

    /// Whether somebody works at that moment.
    public func isOpen(at instant: Instant) throws(LianluError) -> Bool {
        let wall = try TimeZoneRules.named(zone).wall(at: instant)
        let minute = wall.millisecondOfDay / 60_000
        return shifts(on: wall.date).contains { minute >= $0.start && minute < $0.end }
    }

    /// The moment when so many working minutes have passed since `start`; outside hours counting begins at the next opening. Nil when nobody works
    /// within the next 60 days.
    public func adding(minutes: Int, to start: Instant) throws(LianluError) -> Instant? {
        let rules = try TimeZoneRules.named(zone)
        let wall = rules.wall(at: start)
        var left = Int64(minutes) * 60_000
        var date = wall.date
        var from = wall.millisecondOfDay
        for _ in 0..<60 {
            for shift in shifts(on: date) {
                let (begin, end) = (max(shift.start * 60_000, from), shift.end * 60_000)
                guard end > begin else { continue }
                if Int64(end - begin) >= left {
                    let moment = CivilTime(date).milliseconds + Int64(begin) + left
                    return rules.instant(of: CivilTime(milliseconds: moment))
                }
                left -= Int64(end - begin)
            }
            date = date.adding(days: 1)
            from = 0
        }
        return nil
    }

    /// The next moment at or after `start` when somebody works.
    public func nextOpening(from start: Instant) throws(LianluError) -> Instant? { try adding(minutes: 0, to: start) }
}

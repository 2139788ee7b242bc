import Vocabulary

/// Reads the ends of a period: ISO 8601 with an offset, or a bare date in a time zone.
enum Periods {
    /// The first moment of a period.
    static func start(_ text: String, _ zone: TimeZoneRules) throws(LianluError) -> Instant {
        switch ISO8601.read(text) {
        case .instant(let instant): return instant
        case .date(let date): return zone.startOfDay(date)
        case .wall(let wall): return zone.instant(of: wall)
        case nil: throw unreadable(text)
        }
    }

    /// The first moment after a period: a bare date belongs to it.
    static func end(_ text: String, _ zone: TimeZoneRules) throws(LianluError) -> Instant {
        if case .date(let date) = ISO8601.read(text) { return zone.startOfDay(date.adding(days: 1)) }
        return try start(text, zone)
    }

    static let empty = LianluError(.badRequest, "The period ends before it begins.", hint: "“from” must lie before “to”.")

    private static func unreadable(_ text: String) -> LianluError {
        LianluError(
            .badRequest, "“\(text.prefix(40))” is not a time.", hint: "Write 2026-11-01 or 2026-11-01T08:00:00+08:00.")
    }
}

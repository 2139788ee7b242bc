/// A date and a time of day as clocks on the wall show them, without a time zone.
public struct CivilTime: Hashable, Comparable, Sendable {
    /// Milliseconds from 1970-01-01 00:00 on the same wall.
    public let milliseconds: Int64

    /// A wall time from milliseconds since 1970-01-01 00:00 on the same wall.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A wall time from its parts, each taken as given (hour 0 … 23, minute and second 0 … 59, millisecond 0 … 999); larger values carry over.
    public init(_ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0) {
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second
        milliseconds = Int64(seconds) * 1000 + Int64(millisecond)
    }

    /// The day.
    public var date: CivilDate { CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(86_400_000))) }
    /// Milliseconds since midnight on the wall.
    public var millisecondOfDay: Int { Int(milliseconds.flooredRemainder(86_400_000)) }
    /// 0 … 23.
    public var hour: Int { millisecondOfDay / 3_600_000 }
    /// 0 … 59.
    public var minute: Int { millisecondOfDay / 60_000 % 60 }
    /// 0 … 59.
    public var second: Int { millisecondOfDay / 1_000 % 60 }
    /// 0 … 999.
    public var millisecond: Int { millisecondOfDay % 1_000 }

    /// Orders as a clock that is never set back.
    public static func < (a: CivilTime, b: CivilTime) -> Bool { a.milliseconds < b.milliseconds }
}

extension Int64 {
    /// The quotient rounded towards minus infinity; `divisor` must be positive.
    package func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// The remainder that is never negative; `divisor` must be positive.
    package func flooredRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

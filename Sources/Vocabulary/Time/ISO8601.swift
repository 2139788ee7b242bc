/// Instants as text: RFC 3339 and the variants senders really use, read and written without Foundation.
public enum ISO8601 {
    /// What a text turned out to be.
    public enum Reading: Sendable, Equatable {
        /// "2026-11-01": a whole day somewhere.
        case date(CivilDate)
        /// "2026-11-01T10:00:00": what a clock shows, zone unknown.
        case wall(CivilTime)
        /// "2026-11-01T10:00:00+08:00": a point in time.
        case instant(Instant)
    }

    /// Reads `YYYY-MM-DD`, optionally followed by `T` or a space and `HH:MM[:SS[.fraction]]`, optionally followed by `Z`, `±HH:MM`, `±HHMM`
    /// or `±HH`. Fractions of 1 to 9 digits are cut to milliseconds; second 60 is the next minute's start. Nil for anything else.
    public static func read(_ bytes: borrowing Span<UInt8>) -> Reading? {
        var at = 0
        guard bytes.count >= 10,
            let year = digits(bytes, &at, 4), skip(bytes, &at, 0x2D),
            let month = digits(bytes, &at, 2), skip(bytes, &at, 0x2D),
            let day = digits(bytes, &at, 2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if at == bytes.count { return .date(date) }
        guard skip(bytes, &at, 0x54) || skip(bytes, &at, 0x20) || skip(bytes, &at, 0x74),
            let hour = digits(bytes, &at, 2), hour < 24, skip(bytes, &at, 0x3A),
            let minute = digits(bytes, &at, 2), minute < 60
        else { return nil }
        var second = 0
        var millisecond = 0
        if skip(bytes, &at, 0x3A) {
            guard let value = digits(bytes, &at, 2), value <= 60 else { return nil }
            second = value
            if skip(bytes, &at, 0x2E) || skip(bytes, &at, 0x2C) {
                guard let value = fraction(bytes, &at) else { return nil }
                millisecond = second == 60 ? 0 : value
            }
        }
        let wall = CivilTime(date, hour: hour, minute: minute, second: second, millisecond: millisecond)
        if at == bytes.count { return .wall(wall) }
        if at + 1 < bytes.count { _ = skip(bytes, &at, 0x20) }
        guard let offset = offset(bytes, &at), at == bytes.count else { return nil }
        return .instant(Instant(milliseconds: wall.milliseconds - Int64(offset) * 1000))
    }

    /// The instant of that text; a date, or a time without an offset, is taken in `zone` (a date at its first moment). Nil when unreadable.
    public static func parse(_ bytes: borrowing Span<UInt8>, zone: TimeZoneRules = .utc) -> Instant? {
        switch read(bytes) {
        case .date(let date): zone.startOfDay(date)
        case .wall(let wall): zone.instant(of: wall)
        case .instant(let instant): instant
        case nil: nil
        }
    }

    /// The instant of those bytes; see the method over spans.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>, zone: TimeZoneRules = .utc) -> Instant? { parse(bytes.span, zone: zone) }

    /// The instant of those bytes; see the method over spans.
    public static func parse(_ bytes: ArraySlice<UInt8>, zone: TimeZoneRules = .utc) -> Instant? { parse(bytes.span, zone: zone) }

    /// The instant of those bytes; see the method over spans.
    public static func parse(_ bytes: [UInt8], zone: TimeZoneRules = .utc) -> Instant? { parse(bytes.span, zone: zone) }

    /// The instant of that text; see the method over spans.
    public static func parse(_ text: String, zone: TimeZoneRules = .utc) -> Instant? { parse(text.utf8Span.span, zone: zone) }

    /// What that text is; see the method over spans.
    public static func read(_ text: String) -> Reading? { read(text.utf8Span.span) }

    /// "2026-11-23T04:00:00.000Z": always UTC, always milliseconds.
    public static func format(_ instant: Instant) -> String {
        let wall = CivilTime(milliseconds: instant.milliseconds)
        return String(unsafeUninitializedCapacity: 32) { buffer in
            var text = Output(buffer: buffer)
            text.date(wall.date)
            text.time(wall)
            text.byte(0x5A)
            return text.count
        }
    }

    /// "2026-11-23T12:00:00.000+08:00": the same instant as clocks in `zone` show it.
    public static func format(_ instant: Instant, in zone: TimeZoneRules) -> String {
        let offset = zone.offset(at: instant)
        let wall = CivilTime(milliseconds: instant.milliseconds + Int64(offset) * 1000)
        return String(unsafeUninitializedCapacity: 40) { buffer in
            var text = Output(buffer: buffer)
            text.date(wall.date)
            text.time(wall)
            text.byte(offset < 0 ? 0x2D : 0x2B)
            text.digits(abs(offset) / 3_600, 2)
            text.byte(0x3A)
            text.digits(abs(offset) / 60 % 60, 2)
            return text.count
        }
    }

    /// Appends "2026-11-23T04:00:00.000Z".
    public static func append(_ instant: Instant, to bytes: inout [UInt8]) { bytes.append(contentsOf: format(instant).utf8) }

    /// Appends "2026-11-23".
    public static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { buffer in
            var text = Output(buffer: UnsafeMutableBufferPointer(rebasing: buffer[...]))
            text.date(date)
            bytes.append(contentsOf: buffer[..<text.count])
        }
    }
}

// Reading.
extension ISO8601 {
    private static func skip(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    private static func digits(_ bytes: borrowing Span<UInt8>, _ at: inout Int, _ count: Int) -> Int? {
        guard at + count <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<count {
            let digit = bytes[at] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
            at += 1
        }
        return value
    }

    private static func fraction(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> Int? {
        var value = 0
        var seen = 0
        while at < bytes.count, case let digit = bytes[at] &- 0x30, digit < 10 {
            guard seen < 9 else { return nil }
            if seen < 3 { value = value * 10 + Int(digit) }
            seen += 1
            at += 1
        }
        switch seen {
        case 0: return nil
        case 1: return value * 100
        case 2: return value * 10
        default: return value
        }
    }

    private static func offset(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> Int? {
        if skip(bytes, &at, 0x5A) || skip(bytes, &at, 0x7A) { return 0 }
        let negative = skip(bytes, &at, 0x2D)
        guard negative || skip(bytes, &at, 0x2B), let hours = digits(bytes, &at, 2), hours < 24 else { return nil }
        var minutes = 0
        if at < bytes.count {
            _ = skip(bytes, &at, 0x3A)
            guard let value = digits(bytes, &at, 2), value < 60 else { return nil }
            minutes = value
        }
        let seconds = hours * 3_600 + minutes * 60
        return negative ? -seconds : seconds
    }
}

extension ISO8601 {
    /// Writes into a buffer that is known to be large enough.
    private struct Output {
        let buffer: UnsafeMutableBufferPointer<UInt8>
        var count = 0

        init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

        mutating func byte(_ value: UInt8) {
            buffer[count] = value
            count += 1
        }

        mutating func digits(_ value: Int, _ width: Int) {
            var rest = value
            for place in stride(from: count + width - 1, through: count, by: -1) {
                buffer[place] = UInt8(0x30 + rest % 10)
                rest /= 10
            }
            count += width
        }

        mutating func date(_ date: CivilDate) {
            let year = abs(date.year)
            if date.year < 0 { byte(0x2D) }
            var width = 4
            var limit = 10_000
            while year >= limit {
                width += 1
                limit *= 10
            }
            if width > 4 && date.year > 0 { byte(0x2B) }
            digits(year, width)
            byte(0x2D)
            digits(date.month, 2)
            byte(0x2D)
            digits(date.day, 2)
        }

        mutating func time(_ wall: CivilTime) {
            byte(0x54)
            digits(wall.hour, 2)
            byte(0x3A)
            digits(wall.minute, 2)
            byte(0x3A)
            digits(wall.second, 2)
            byte(0x2E)
            digits(wall.millisecond, 3)
        }
    }
}

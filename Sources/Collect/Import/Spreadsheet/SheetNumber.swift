import Vocabulary

/// Numbers of a sheet as people see them.
enum SheetNumber {
    /// A number's text: whole numbers without fraction or exponent ("13800138000", not "1.3800138E10").
    static func value(_ text: String) -> JSONValue {
        if let whole = Int64(text) { return .int(whole) }
        guard let number = Double(text), number.isFinite else { return .string(text) }
        if let whole = Int64(exactly: number), whole.magnitude < 1_000_000_000_000_000 { return .int(whole) }
        // Spreadsheets keep 15 digits; 19.900000000000002 is 19.9.
        return .double(rounded(number))
    }

    private static func rounded(_ number: Double) -> Double {
        var scale = 1.0
        for _ in 0..<9 {
            let candidate = (number * scale).rounded() / scale
            if abs(candidate - number) <= abs(number) * 1e-14 { return candidate }
            scale *= 10
        }
        return number
    }

    /// The date of a serial number as "2026-11-01" or "2026-11-01 10:20:00" (with milliseconds when there are any); nil when out of range.
    static func date(_ serial: Double, from1904: Bool) -> String? {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        // 1900-02-29 never was, but has number 60.
        let base = from1904 ? -24_107.0 : serial < 60 ? -25_568.0 : -25_569.0
        let milliseconds = Int64(((serial + base) * 86_400_000).rounded())
        let wall = CivilTime(milliseconds: milliseconds)
        if serial == serial.rounded() { return wall.date.description }
        let text = ISO8601.format(Instant(milliseconds: milliseconds))
        let time = text.dropFirst(11).dropLast()
        return "\(text.prefix(10)) \(time.hasSuffix(".000") ? time.dropLast(4) : time)"
    }
}

public import Vocabulary

/// Quiet hours and caps of the deployment (免打扰时段、触达上限); facts/leads-loyalty.md F2.8, F2.9.
public struct DeliverPolicy: Sendable, Equatable {
    /// Minute of the day when quiet hours begin, in the customer's zone.
    public var quietStart = 21 * 60
    /// Minute of the day when they end.
    public var quietEnd = 9 * 60
    /// Most marketing messages a customer gets in 24 hours.
    public var perDay = 3
    /// Most marketing SMS a customer gets in 24 hours.
    public var smsPerDay = 1
    /// Longest a message waits for quiet hours to end, in hours.
    public var deferHours = 24

    /// The defaults.
    public init() {}

    /// Reads a stored policy. Throws `bad_request` for values out of range.
    public init(_ json: JSONValue) throws(LianluError) {
        func number(_ name: String, _ standard: Int, _ range: ClosedRange<Int>) throws(LianluError) -> Int {
            guard let value = json[name], !value.isNull else { return standard }
            guard let number = value.int, range.contains(Int(number)) else {
                throw LianluError(
                    .badRequest, "\(name) is not a whole number from \(range.lowerBound) to \(range.upperBound).", hint: "Mend it.")
            }
            return Int(number)
        }
        quietStart = try number("quietStart", 21 * 60, 0...1439)
        quietEnd = try number("quietEnd", 9 * 60, 0...1439)
        perDay = try number("perDay", 3, 0...1000)
        smsPerDay = try number("smsPerDay", 1, 0...1000)
        deferHours = try number("deferHours", 24, 1...72)
    }

    /// As it is stored and answered.
    public var json: JSONValue {
        [
            "quietStart": .int(quietStart), "quietEnd": .int(quietEnd), "perDay": .int(perDay), "smsPerDay": .int(smsPerDay),
            "deferHours": .int(deferHours),
        ]
    }

    /// The end of the quiet stretch a moment lies in, or nil outside. Half-open [start, end); may wrap over midnight.
    ///
    /// Marketing SMS are never sent outside 08:00–21:00, whatever is set (facts/channels.md §8).
    public func quietEnd(at now: Instant, in zone: TimeZoneRules, legalSMS: Bool) -> Instant? {
        let wall = zone.wall(at: now)
        let minute = wall.millisecondOfDay / 60_000
        var end: Int?
        if Self.holds(minute, quietStart, quietEnd) { end = quietEnd }
        if end == nil, legalSMS, Self.holds(minute, 21 * 60, 8 * 60) { end = 8 * 60 }
        if let found = end, legalSMS, found < 8 * 60 || found >= 21 * 60 { end = 8 * 60 }
        guard let end else { return nil }
        let day = minute < end ? wall.date : wall.date.adding(days: 1)
        return zone.instant(of: CivilTime(milliseconds: CivilTime(day).milliseconds + Int64(end) * 60_000))
    }

    private static func holds(_ minute: Int, _ start: Int, _ end: Int) -> Bool {
        if start == end { return false }
        return start < end ? minute >= start && minute < end : minute >= start || minute < end
    }
}

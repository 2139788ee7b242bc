/// The POSIX TZ rule at the end of a time zone file ("EST5EDT,M3.2.0,M11.1.0"): what holds after its last listed change.
struct PosixZone: Equatable {
    /// Seconds east of UTC in winter.
    var standard: Int
    /// Seconds east of UTC in summer, and when summer begins and ends; nil where clocks never change.
    var summer: Summer?

    struct Summer: Equatable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// A yearly change of clocks: a day and the wall time (s after midnight, may be negative or past a day) at which it happens.
    struct Change: Equatable {
        enum Day: Equatable {
            /// Weekday (Sunday 0) of a week (1 … 5, 5 = the last) of a month.
            case week(month: Int, week: Int, weekday: Int)
            /// Day 1 … 365, 29 February never counted.
            case julian(Int)
            /// Day 0 … 365, 29 February counted.
            case dayOfYear(Int)
        }
        var day: Day
        var second: Int

        /// Days since the epoch on which it falls in that year.
        func days(in year: Int) -> Int {
            let newYear = CivilDate.days(year: year, month: 1, day: 1)
            switch day {
            case .dayOfYear(let number): return newYear + number
            case .julian(let number): return newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
            case .week(let month, let week, let weekday):
                let first = CivilDate.days(year: year, month: month, day: 1)
                let firstWeekday = CivilDate(daysSinceEpoch: first).weekday % 7
                var dayOfMonth = 1 + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                while dayOfMonth > CivilDate.days(inMonth: month, of: year) { dayOfMonth -= 7 }
                return first + dayOfMonth - 1
            }
        }
    }

    /// Seconds east of UTC at that moment (s since the epoch).
    func offset(at second: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilDate(daysSinceEpoch: Int((second + Int64(standard)).flooredQuotient(86_400))).year
        let start = Int64(summer.start.days(in: year) * 86_400 + summer.start.second - standard)
        let end = Int64(summer.end.days(in: year) * 86_400 + summer.end.second - summer.offset)
        let isSummer = start < end ? second >= start && second < end : second >= start || second < end
        return isSummer ? summer.offset : standard
    }
}

extension PosixZone {
    /// Reads a rule; nil when it is empty or not understood.
    init?(_ text: ArraySlice<UInt8>) {
        var reader = Reader(rest: text)
        guard reader.name(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.rest.isEmpty else { return }
        guard reader.name() else { return nil }
        var summerOffset = standard + 3_600
        if let first = reader.rest.first, first != 0x2C {
            guard let west = reader.time() else { return nil }
            summerOffset = -west
        }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func skip(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number() -> Int? {
            var value: Int?
            while let byte = rest.first, byte >= 0x30 && byte <= 0x39, (value ?? 0) < 10_000 {
                value = (value ?? 0) * 10 + Int(byte - 0x30)
                rest.removeFirst()
            }
            return value
        }

        /// Letters, or anything between angle brackets.
        mutating func name() -> Bool {
            if skip(0x3C) {
                guard let close = rest.firstIndex(of: 0x3E) else { return false }
                rest = rest[(close + 1)...]
                return true
            }
            let count = rest.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }.count
            rest = rest.dropFirst(count)
            return count >= 3
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let negative = skip(0x2D)
            if !negative { _ = skip(0x2B) }
            guard let hours = number() else { return nil }
            var seconds = hours * 3_600
            if skip(0x3A) {
                guard let minutes = number() else { return nil }
                seconds += minutes * 60
                if skip(0x3A) {
                    guard let more = number() else { return nil }
                    seconds += more
                }
            }
            return negative ? -seconds : seconds
        }

        mutating func change() -> Change? {
            guard skip(0x2C) else { return nil }
            let day: Change.Day
            if skip(0x4D) {
                guard let month = number(), (1...12).contains(month), skip(0x2E), let week = number(), (1...5).contains(week), skip(0x2E),
                    let weekday = number(), (0...6).contains(weekday)
                else { return nil }
                day = .week(month: month, week: week, weekday: weekday)
            } else if skip(0x4A) {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), (0...365).contains(number) else { return nil }
                day = .dayOfYear(number)
            }
            var second = 7_200
            if skip(0x2F) {
                guard let time = time() else { return nil }
                second = time
            }
            return Change(day: day, second: second)
        }
    }
}

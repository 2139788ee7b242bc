import Vocabulary

/// Times as people and programs write them in files.
enum ImportTime {
    /// What a text says.
    enum Reading: Equatable {
        case instant(Instant)
        case wall(CivilTime)
    }

    /// The instant of a cell; nil when unreadable. Wall times are taken in `zone`; numbers are seconds or milliseconds since 1970 or Excel serials.
    static func instant(_ value: JSONValue, zone: TimeZoneRules) -> Instant? {
        let reading: Reading?
        switch value {
        case .string(let text): reading = wall(text) ?? Double(text).flatMap(number)
        case .int(let whole): reading = wall(String(whole)) ?? number(Double(whole))
        case .double(let real): reading = number(real)
        default: reading = nil
        }
        switch reading {
        case .instant(let instant): return instant
        case .wall(let wall): return zone.instant(of: wall)
        case nil: return nil
        }
    }

    /// By size: Excel serials (1954 … 2119), seconds, milliseconds.
    private static func number(_ value: Double) -> Reading? {
        switch value {
        case 20_000..<80_000: .wall(CivilTime(milliseconds: Int64(((value - 25_569) * 86_400_000).rounded())))
        case 100_000_000..<100_000_000_000: .instant(Instant(milliseconds: Int64((value * 1000).rounded())))
        case 100_000_000_000..<100_000_000_000_000: .instant(Instant(milliseconds: Int64(value)))
        default: nil
        }
    }

    /// ISO 8601, or "2026/11/1 10:20", "2026.11.01", "2026年11月1日 10时20分", "20261101", "20261101102030", "11/1/2026 10:20 PM", "下午 3:05".
    static func wall(_ text: String) -> Reading? {
        guard text.utf8.count >= 8, text.utf8.count <= 64 else { return nil }
        switch ISO8601.read(text) {
        case .instant(let instant): return .instant(instant)
        case .wall(let wall): return .wall(wall)
        case .date(let date): return .wall(CivilTime(date))
        case nil: return spelled(text)
        }
    }

    private static func spelled(_ text: String) -> Reading? {
        var numbers: [(value: Int, digits: Int, after: Character?)] = []
        var afternoon: Bool?
        var letters = ""
        for character in text {
            if let digit = character.wholeNumberValue, character.isASCII {
                if let last = numbers.last, last.after == nil {
                    guard last.digits < 14 else { return nil }
                    numbers[numbers.count - 1].value = last.value * 10 + digit
                    numbers[numbers.count - 1].digits += 1
                } else {
                    numbers.append((digit, 1, nil))
                }
                continue
            }
            if let last = numbers.indices.last, numbers[last].after == nil { numbers[last].after = character }
            switch character {
            case "/", "-", ".", ":", " ", ",", "年", "月", "日", "号", "时", "分", "秒", "点", "：", "T", "\u{3000}", "\t": break
            default: letters.append(character)
            }
        }
        switch letters.lowercased() {
        case "": break
        case "am", "上午", "早上", "凌晨": afternoon = false
        case "pm", "下午", "晚上", "中午": afternoon = true
        default: return nil
        }
        guard let first = numbers.first else { return nil }
        var parts = numbers.map(\.value)
        if first.digits == 8 || first.digits == 14 || first.digits == 12 {
            // 20261101, 20261101102030, 202611011020
            var rest = first.value
            var tail: [Int] = []
            if first.digits == 14 {
                tail.insert(rest % 100, at: 0)
                rest /= 100
            }
            if first.digits >= 12 {
                tail.insert(rest % 100, at: 0)
                rest /= 100
                tail.insert(rest % 100, at: 0)
                rest /= 100
            }
            guard tail.isEmpty || numbers.count == 1 else { return nil }
            parts = [rest / 10_000, rest / 100 % 100, rest % 100] + tail + parts.dropFirst()
        } else if first.digits != 4 {
            // Month first, as American programs write: 11/1/2026.
            guard numbers.count >= 3, numbers[2].digits == 4, first.digits <= 2, first.after == "/" else { return nil }
            parts.swapAt(0, 2)  // year, day, month
            parts.swapAt(1, 2)
        } else if let mark = first.after, !["/", "-", ".", "年"].contains(mark) {
            return nil
        }
        guard (3...7).contains(parts.count), (1900...2200).contains(parts[0]),
            let date = CivilDate(year: parts[0], month: parts[1], day: parts[2])
        else { return nil }
        var hour = parts.count > 3 ? parts[3] : 0
        if let afternoon, parts.count > 3 {
            guard hour <= 12 || afternoon else { return nil }
            if afternoon && hour < 12 { hour += 12 } else if !afternoon && hour == 12 { hour = 0 }
        }
        let minute = parts.count > 4 ? parts[4] : 0
        let second = parts.count > 5 ? parts[5] : 0
        var milliseconds = 0
        if parts.count > 6 {
            var digits = numbers[numbers.count - 1].digits
            milliseconds = parts[6]
            while digits > 3 {
                milliseconds /= 10
                digits -= 1
            }
            while digits < 3 {
                milliseconds *= 10
                digits += 1
            }
        }
        guard hour < 24, minute < 60, second <= 60 else { return nil }
        return .wall(CivilTime(date, hour: hour, minute: minute, second: second, millisecond: milliseconds))
    }
}

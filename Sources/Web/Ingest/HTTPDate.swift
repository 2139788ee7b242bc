import Synchronization
import Vocabulary

/// The `Date` field of answers (RFC 9110 §5.6.7), written once a second.
final class HTTPDate: Sendable {
    private let latest = Mutex<(second: Int64, text: String)>((.min, ""))

    /// "date: Sun, 06 Nov 1994 08:49:37 GMT" with its line's end.
    func line(at now: Instant) -> String {
        let second = now.milliseconds.flooredQuotient(1000)
        return latest.withLock { latest in
            if latest.second != second { latest = (second, "date: \(Self.format(CivilTime(milliseconds: second * 1000)))\r\n") }
            return latest.text
        }
    }

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// "Sun, 06 Nov 1994 08:49:37 GMT".
    static func format(_ time: CivilTime) -> String {
        let date = time.date
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[date.weekday - 1]), \(two(date.day)) \(months[date.month - 1]) \(date.year) "
            + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) GMT"
    }
}

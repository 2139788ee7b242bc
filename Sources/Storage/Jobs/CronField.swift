import Vocabulary

/// One field of a cron expression.
struct CronField {
    var name: String
    var range: ClosedRange<Int>
    var names: [String: Int]

    static let monthNames = numbered(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], from: 1)
    static let weekdayNames = numbered(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], from: 0)

    private static func numbered(_ names: [String], from first: Int) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0 + first) })
    }

    /// The numbers a field stands for.
    func parse(_ text: String) throws(LianluError) -> Set<Int> {
        var found: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2 else { throw wrong(text) }
            var step = 1
            if pieces.count == 2 {
                guard let number = Int(pieces[1]), number > 0, number <= 1000 else { throw wrong(text) }
                step = number
            }
            let span: ClosedRange<Int>
            if pieces[0] == "*" {
                span = range
            } else {
                let ends = pieces[0].split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let first = number(ends[0]), range.contains(first) else { throw wrong(text) }
                if ends.count == 2 {
                    guard let last = number(ends[1]), range.contains(last), last >= first else { throw wrong(text) }
                    span = first...last
                } else {
                    // "5/15": from 5 on, as cron reads it.
                    span = pieces.count == 2 ? first...range.upperBound : first...first
                }
            }
            found.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return found
    }

    private func number(_ text: Substring) -> Int? {
        if let named = names[text.lowercased()] { return named }
        guard !text.isEmpty, text.utf8.count <= 3, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }

    private func wrong(_ text: String) -> LianluError {
        LianluError(
            .badRequest, "“\(text)” is not a \(name) of a cron expression.",
            hint: "Use \(range.lowerBound) to \(range.upperBound), *, ranges such as 1-5, steps such as */15, or lists such as 1,3.")
    }
}

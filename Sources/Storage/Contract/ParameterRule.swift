public import Vocabulary

/// The rule for parameters: `$1`, `$2` … each once and in order, because SQLite binds by position and PostgreSQL by number.
public enum ParameterRule {
    /// How many parameters a statement has; throws `internal` when they are not `$1`, `$2` … once and in order.
    ///
    /// Text literals, quoted names and comments are skipped, so `'$.path'` is not a parameter.
    public static func count(in sql: String) throws(LianluError) -> Int {
        let bytes = Array(sql.utf8)
        var index = 0
        var count = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                index += 1
                while index < bytes.count, bytes[index] != byte { index += 1 }
            case UInt8(ascii: "-") where bytes.has(UInt8(ascii: "-"), at: index + 1):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "/") where bytes.has(UInt8(ascii: "*"), at: index + 1):
                index += 2
                while index < bytes.count, !(bytes[index] == UInt8(ascii: "*") && bytes.has(UInt8(ascii: "/"), at: index + 1)) {
                    index += 1
                }
                index += 1
            case UInt8(ascii: "?"):
                throw broken(sql, "it uses ?")
            case UInt8(ascii: "$"):
                var number = 0
                var digits = 0
                while index + 1 < bytes.count, case let digit = bytes[index + 1], digit >= 0x30, digit <= 0x39, digits < 6 {
                    number = number * 10 + Int(digit - 0x30)
                    digits += 1
                    index += 1
                }
                guard digits > 0 else { break }
                guard number == count + 1 else { throw broken(sql, "$\(number) follows $\(count)") }
                count = number
            default: break
            }
            index += 1
        }
        return count
    }

    private static func broken(_ sql: String, _ what: String) -> LianluError {
        LianluError(
            .internal, "A statement breaks the parameter rule: \(what).",
            hint: "Number the parameters $1, $2, … each once and in order: \(sql.prefix(200))")
    }
}

extension [UInt8] {
    fileprivate func has(_ byte: UInt8, at index: Int) -> Bool { index < count && self[index] == byte }
}

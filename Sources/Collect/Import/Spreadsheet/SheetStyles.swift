import Vocabulary

/// Which cell styles of a workbook show dates.
struct SheetStyles: Sendable {
    /// By style number.
    private(set) var isDate: [Bool] = []

    init() {}

    /// Reads xl/styles.xml.
    init(_ source: any ChunkSource) throws {
        let reader = XMLReader(source)
        var formats: [Int: String] = [:]
        var inCells = false
        while let token = try reader.next() {
            switch token {
            case .start("numFmt", let attributes):
                if let id = attributes["numFmtId"].flatMap({ Int($0) }) { formats[id] = attributes["formatCode"] ?? "" }
            case .start("cellXfs", _): inCells = true
            case .end("cellXfs"): inCells = false
            case .start("xf", let attributes) where inCells && isDate.count < 65_536:
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                isDate.append(formats[id].map(Self.isDateFormat) ?? Self.isBuiltInDate(id))
            default: break
            }
        }
    }

    /// Number formats every spreadsheet knows; 27–36 and 50–58 are the East Asian dates.
    private static func isBuiltInDate(_ id: Int) -> Bool {
        (14...22).contains(id) || (27...36).contains(id) || (45...47).contains(id) || (50...58).contains(id)
    }

    /// Whether a format code shows a date or a time: one of y m d h s outside quotes, brackets and escapes.
    static func isDateFormat(_ code: String) -> Bool {
        var quoted = false
        var bracket = false
        var escaped = false
        for character in code.lowercased() {
            if escaped {
                escaped = false
            } else if quoted {
                quoted = character != "\""
            } else if bracket {
                bracket = character != "]"
            } else {
                switch character {
                case "\"": quoted = true
                case "[": bracket = true
                case "\\", "_", "*": escaped = true
                case ";": return false  // only the first section counts
                case "y", "m", "d", "h", "s": return true
                default: break
                }
            }
        }
        return false
    }
}

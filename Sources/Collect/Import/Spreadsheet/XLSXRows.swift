import Vocabulary

/// Rows of the first sheet of an .xlsx workbook, read as a stream; only the shared texts are kept in memory.
final class XLSXRows: RowReader {
    /// Most columns.
    static let mostColumns = 2_000
    /// Most bytes of shared texts.
    static let mostText = 256 << 20
    /// Most shared texts.
    static let mostTexts = 5_000_000

    private let reader: XMLReader
    private let texts: [String]
    private let styles: SheetStyles
    private let from1904: Bool
    private(set) var columns: [String] = []
    private var rowNumber = 0

    init(_ archive: ZipArchive) throws {
        let book = try Self.workbook(archive)
        from1904 = book.from1904
        texts = try archive.open("xl/sharedStrings.xml").map(Self.sharedTexts) ?? []
        styles = try archive.open("xl/styles.xml").map { try SheetStyles($0) } ?? SheetStyles()
        guard let sheet = try archive.open(book.sheet) else { throw ZipArchive.damaged("it has no sheet") }
        reader = XMLReader(sheet)
        while let (_, cells) = try nextRow() {
            guard cells.contains(where: { !($0.value.plainText ?? "").trimmed.isEmpty }) else { continue }
            var names = [String](repeating: "", count: (cells.map(\.column).max() ?? -1) + 1)
            for cell in cells { names[cell.column] = cell.value.plainText ?? "" }
            columns = HeaderNames.clean(names)
            break
        }
    }

    func next() throws -> ImportRow? {
        while let (number, cells) = try nextRow() {
            var fields: [ImportRow.Field] = []
            var extra = false
            for cell in cells {
                if cell.column < columns.count {
                    fields.append(.init(name: columns[cell.column], value: cell.value))
                } else {
                    extra = true
                }
            }
            if fields.isEmpty && !extra { continue }
            return ImportRow(number: number, fields: fields, fault: extra ? "The row has cells to the right of the header." : nil)
        }
        return nil
    }

    private struct Cell {
        var column: Int
        var value: JSONValue
    }

    /// The next row that has cells.
    private func nextRow() throws -> (Int, [Cell])? {
        var cells: [Cell] = []
        var column = -1
        var type = ""
        var style = 0
        var text = ""
        var inValue = false
        var inRow = false
        while let token = try reader.next() {
            switch token {
            case .start("row", let attributes):
                rowNumber = attributes["r"].flatMap { Int($0) }.flatMap { (1...2_000_000).contains($0) ? $0 : nil } ?? rowNumber + 1
                inRow = true
                cells = []
                column = -1
            case .start("c", let attributes) where inRow:
                column = try attributes["r"].map(Self.column) ?? column + 1
                guard column < Self.mostColumns else {
                    throw LianluError(.badRequest, "The sheet has more than \(Self.mostColumns) columns.")
                }
                type = attributes["t"] ?? "n"
                style = attributes["s"].flatMap { Int($0) } ?? 0
                text = ""
            case .start("v", _), .start("t", _): inValue = true
            case .end("v"), .end("t"): inValue = false
            case .start("rPh", _): try skipPhonetic()
            case .text(let piece) where inValue: text += piece
            case .end("c") where inRow:
                if let value = value(text, type, style) { cells.append(Cell(column: column, value: value)) }
            case .end("row"):
                inRow = false
                if !cells.isEmpty { return (rowNumber, cells) }
            case .end("sheetData"): return nil
            default: break
            }
        }
        return nil
    }

    private func value(_ text: String, _ type: String, _ style: Int) -> JSONValue? {
        switch type {
        case "s":
            guard let index = Int(text.trimmed), texts.indices.contains(index) else { return nil }
            return Self.string(texts[index])
        case "str", "inlineStr", "d": return Self.string(text)
        case "b": return .bool(text.trimmed == "1")
        case "e": return nil
        default:
            let number = text.trimmed
            guard !number.isEmpty else { return nil }
            if styles.isDate.indices.contains(style), styles.isDate[style], let serial = Double(number),
                let date = SheetNumber.date(serial, from1904: from1904)
            {
                return .string(date)
            }
            return SheetNumber.value(number)
        }
    }

    private static func string(_ text: String) -> JSONValue? {
        let text = text.trimmed
        return text.isEmpty ? nil : .string(text)
    }

    private func skipPhonetic() throws {
        while let token = try reader.next() { if token == .end("rPh") { return } }
    }

    /// "AB12" → 27.
    static func column(_ reference: String) throws -> Int {
        var column = 0
        for byte in reference.utf8 {
            guard byte >= 0x41, byte <= 0x5A else { break }
            column = column * 26 + Int(byte) - 0x40
            guard column <= 16_384 else { throw ZipArchive.damaged("a cell lies outside the sheet") }
        }
        guard column > 0 else { throw ZipArchive.damaged("a cell has no place") }
        return column - 1
    }

    private static func workbook(_ archive: ZipArchive) throws -> (sheet: String, from1904: Bool) {
        var from1904 = false
        var relation: String?
        if let source = try archive.open("xl/workbook.xml") {
            let reader = XMLReader(source)
            while let token = try reader.next() {
                if case .start("workbookPr", let attributes) = token { from1904 = ["1", "true"].contains(attributes["date1904"]) }
                if case .start("sheet", let attributes) = token, relation == nil, attributes["state"] ?? "visible" == "visible" {
                    relation = attributes["id"]
                }
            }
        }
        if let relation, let source = try archive.open("xl/_rels/workbook.xml.rels") {
            let reader = XMLReader(source)
            while let token = try reader.next() {
                guard case .start("Relationship", let attributes) = token, attributes["Id"] == relation, let target = attributes["Target"]
                else { continue }
                return (target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target, from1904)
            }
        }
        return ("xl/worksheets/sheet1.xml", from1904)
    }

    private static func sharedTexts(_ source: any ChunkSource) throws -> [String] {
        let reader = XMLReader(source)
        var texts: [String] = []
        var text = ""
        var inText = false
        var phonetic = false
        var size = 0
        while let token = try reader.next() {
            switch token {
            case .start("si", _): text = ""
            case .start("rPh", _): phonetic = true
            case .end("rPh"): phonetic = false
            case .start("t", _): inText = true
            case .end("t"): inText = false
            case .text(let piece) where inText && !phonetic:
                text += piece
                size += piece.utf8.count
                guard size <= mostText else { throw LianluError(.tooLarge, "The workbook holds too much text.", hint: "Save it as CSV.") }
            case .end("si"):
                guard texts.count < mostTexts else {
                    throw LianluError(.tooLarge, "The workbook holds too many texts.", hint: "Save it as CSV.")
                }
                texts.append(text)
            default: break
            }
        }
        return texts
    }
}

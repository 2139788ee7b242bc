import Vocabulary

/// Reads a file row by row.
protocol RowReader: AnyObject {
    /// The columns known at the start: the header of a table, nothing for NDJSON.
    var columns: [String] { get }
    /// The next row that is not empty; nil at the end.
    func next() throws -> ImportRow?
}

/// Names of a header row: trimmed, never empty, never twice.
enum HeaderNames {
    static func clean(_ names: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return names.enumerated().map { place, name in
            let name = name.trimmed.isEmpty ? "#\(place + 1)" : String(name.trimmed.prefix(200))
            let count = (seen[name] ?? 0) + 1
            seen[name] = count
            return count == 1 ? name : "\(name) (\(count))"
        }
    }
}

/// Rows of CSV text, the first of which names the columns.
final class CSVRows: RowReader {
    private let reader: CSVReader
    let columns: [String]

    init(_ source: any ChunkSource, delimiter: UInt8) throws {
        reader = CSVReader(source, delimiter: delimiter)
        var header: [String]?
        while let record = try reader.next() {
            if record.contains(where: { !$0.trimmed.isEmpty }) {
                header = record
                break
            }
        }
        columns = HeaderNames.clean(header ?? [])
    }

    func next() throws -> ImportRow? {
        while let record = try reader.next() {
            var fields: [ImportRow.Field] = []
            var extra = false
            for (place, text) in record.enumerated() where !text.trimmed.isEmpty {
                guard place < columns.count else {
                    extra = true
                    continue
                }
                fields.append(.init(name: columns[place], value: .string(text.trimmed)))
            }
            if fields.isEmpty && !extra { continue }
            return ImportRow(
                number: reader.records, fields: fields,
                fault: extra ? "The row has \(record.count) fields, the header \(columns.count)." : nil)
        }
        return nil
    }
}

/// Lines of NDJSON; members of nested objects become columns such as "properties.price".
final class NDJSONRows: RowReader {
    private let reader: LineReader
    let columns: [String] = []

    init(_ source: any ChunkSource) { reader = LineReader(source) }

    func next() throws -> ImportRow? {
        while let (line, tooLong) = try reader.next() {
            if line.allSatisfy({ $0 <= 0x20 }) && !tooLong { continue }
            let number = reader.lines
            if tooLong { return ImportRow(number: number, fields: [], fault: "The line is longer than 1 MiB.") }
            let value: JSONValue
            do {
                value = try JSONValue(parsing: line)
            } catch {
                return ImportRow(
                    number: number, fields: [.init(name: "line", value: .string(String(decoding: line.prefix(2_000), as: UTF8.self)))],
                    fault: error.message)
            }
            guard let object = value.object else {
                return ImportRow(number: number, fields: [.init(name: "line", value: value)], fault: "The line is no JSON object.")
            }
            var fields: [ImportRow.Field] = []
            for member in object {
                if let inner = member.value.object {
                    for part in inner where !part.value.isNull {
                        fields.append(.init(name: "\(member.name).\(part.name)", value: part.value))
                    }
                } else if !member.value.isNull {
                    fields.append(.init(name: member.name, value: member.value))
                }
            }
            return ImportRow(number: number, fields: fields)
        }
        return nil
    }
}

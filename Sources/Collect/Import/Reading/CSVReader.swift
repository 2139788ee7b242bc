import Vocabulary

/// Reads RFC 4180 records one at a time: quoted fields, doubled quotes, line ends inside quotes, LF or CRLF or CR, any one-byte delimiter.
///
/// Lenient where spreadsheets are: a quote in the middle of an unquoted field is text, text after a closing quote is kept, the last line needs no end.
final class CSVReader {
    /// Most bytes of one record.
    static let longestRecord = 4 << 20
    /// Most fields of one record.
    static let mostFields = 2_000

    private let source: any ChunkSource
    private let delimiter: UInt8
    private var chunk: [UInt8] = []
    private var at = 0
    /// How many records were read.
    private(set) var records = 0

    init(_ source: any ChunkSource, delimiter: UInt8) {
        self.source = source
        self.delimiter = delimiter
    }

    /// The delimiter of a file from its beginning: whichever of comma, tab, semicolon, bar stands most often outside quotes in the first line.
    static func delimiter(of sample: [UInt8]) -> UInt8 {
        let candidates: [UInt8] = [0x2C, 0x09, 0x3B, 0x7C]
        var counts = [0, 0, 0, 0]
        var quoted = false
        for byte in sample {
            if byte == 0x22 { quoted.toggle() }
            if quoted { continue }
            if byte == 0x0A || byte == 0x0D { break }
            if let place = candidates.firstIndex(of: byte) { counts[place] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
        return candidates[best]
    }

    /// The next record's fields, or nil at the end. An empty line is a record of one empty field.
    func next() throws -> [String]? {
        guard try fill() else { return nil }
        records += 1
        var fields: [String] = []
        var field: [UInt8] = []
        var size = 0
        var quoted = false
        var wasQuoted = false
        while try fill() {
            let byte = chunk[at]
            at += 1
            size += 1
            guard size <= Self.longestRecord else {
                throw LianluError(.badRequest, "Record \(records) is longer than 4 MiB.", hint: "Look for a quote that is never closed.")
            }
            if quoted {
                if byte != 0x22 {
                    field.append(byte)
                    takePlain(into: &field, size: &size, quoted: true)
                } else if try fill(), chunk[at] == 0x22 {
                    field.append(0x22)
                    at += 1
                } else {
                    quoted = false
                }
                continue
            }
            switch byte {
            case delimiter:
                try close(&field, into: &fields)
                wasQuoted = false
            case 0x0A:
                try close(&field, into: &fields)
                return fields
            case 0x0D:
                if try fill(), chunk[at] == 0x0A { at += 1 }
                try close(&field, into: &fields)
                return fields
            case 0x22 where field.isEmpty && !wasQuoted:
                quoted = true
                wasQuoted = true
            default:
                field.append(byte)
                takePlain(into: &field, size: &size, quoted: false)
            }
        }
        try close(&field, into: &fields)
        return fields
    }

    private func close(_ field: inout [UInt8], into fields: inout [String]) throws {
        guard fields.count < Self.mostFields else {
            throw LianluError(
                .badRequest, "Record \(records) has more than \(Self.mostFields) fields.", hint: "Check the delimiter and the quotes.")
        }
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
    }

    /// Takes the run of ordinary bytes that follows.
    private func takePlain(into field: inout [UInt8], size: inout Int, quoted: Bool) {
        var end = at
        while end < chunk.count {
            let byte = chunk[end]
            if byte == 0x22 || (!quoted && (byte == delimiter || byte == 0x0A || byte == 0x0D)) { break }
            end += 1
        }
        field.append(contentsOf: chunk[at..<end])
        size += end - at
        at = end
    }

    private func fill() throws -> Bool {
        if at < chunk.count { return true }
        chunk = try source.next()
        at = 0
        return !chunk.isEmpty
    }
}

import Vocabulary

/// Reads the parts of a zip file: stored or deflated, not encrypted, not zip64. Every length and offset is checked against the file.
final class ZipArchive {
    /// One part.
    struct Entry: Sendable {
        var name: String
        var method: UInt16
        var flags: UInt16
        var compressed: Int
        var headerOffset: Int
    }

    /// Most parts of an archive.
    static let mostEntries = 10_000
    private static let mostDirectoryBytes = 8 << 20

    let file: ImportFile
    private let entries: [String: Entry]

    /// The names of its parts.
    var names: [String] { entries.keys.sorted() }

    init(_ file: ImportFile) throws {
        self.file = file
        entries = try Self.directory(of: file)
    }

    static func damaged(_ what: String) -> LianluError {
        LianluError(.badRequest, "The workbook is damaged: \(what).", hint: "Open it in the spreadsheet and save it again as .xlsx.")
    }

    private static func directory(of file: ImportFile) throws -> [String: Entry] {
        let tailSize = min(file.size, 65_557)
        let tail = try file.bytes(at: file.size - tailSize, count: tailSize)
        guard tail.count >= 22,
            let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: { number(tail, $0, 4) == 0x0605_4B50 })
        else {
            throw damaged("it has no directory")
        }
        let count = number(tail, end + 10, 2)
        let size = number(tail, end + 12, 4)
        let offset = number(tail, end + 16, 4)
        guard count != 0xFFFF, offset != 0xFFFF_FFFF else {
            throw LianluError(.unsupported, "The workbook is in zip64 form.", hint: "Save it as CSV.")
        }
        guard count <= mostEntries, size <= mostDirectoryBytes, offset + size <= file.size else {
            throw damaged("its directory is out of bounds")
        }
        let bytes = try file.bytes(at: offset, count: size)
        var entries: [String: Entry] = [:]
        var at = 0
        for _ in 0..<count {
            guard at + 46 <= bytes.count, number(bytes, at, 4) == 0x0201_4B50 else { throw damaged("its directory is cut off") }
            let nameLength = number(bytes, at + 28, 2)
            let next = at + 46 + nameLength + number(bytes, at + 30, 2) + number(bytes, at + 32, 2)
            guard next <= bytes.count else { throw damaged("its directory is cut off") }
            let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
            entries[name.lowercased()] = Entry(
                name: name, method: UInt16(number(bytes, at + 10, 2)), flags: UInt16(number(bytes, at + 8, 2)),
                compressed: number(bytes, at + 20, 4),
                headerOffset: number(bytes, at + 42, 4))
            at = next
        }
        return entries
    }

    /// A little-endian number of 2 or 4 bytes known to be there.
    static func number(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int {
        (0..<length).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }

    /// The plain bytes of a part; nil when there is none of that name (upper and lower case are one).
    func open(_ name: String) throws -> ZipEntryChunks? {
        guard let entry = entries[name.lowercased()] else { return nil }
        guard entry.flags & 1 == 0 else {
            throw LianluError(.unsupported, "The workbook is protected by a password.", hint: "Save it without one.")
        }
        guard entry.method == 0 || entry.method == 8 else { throw Self.damaged("an unknown compression") }
        let header = try file.bytes(at: entry.headerOffset, count: 30)
        guard header.count == 30, Self.number(header, 0, 4) == 0x0403_4B50 else { throw Self.damaged("a part has no header") }
        let start = entry.headerOffset + 30 + Self.number(header, 26, 2) + Self.number(header, 28, 2)
        guard start + entry.compressed <= file.size else { throw Self.damaged("a part is cut off") }
        return try ZipEntryChunks(file, start: start, entry: entry)
    }
}

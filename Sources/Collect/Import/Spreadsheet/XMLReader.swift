import Vocabulary

/// A small pull reader for the XML inside workbooks: elements, attributes, text.
///
/// Knows no document types: `<!DOCTYPE` is refused, so there are no entities of a document's own and nothing is ever fetched. Name prefixes are
/// dropped. It does not check that end tags match; callers look for names.
final class XMLReader {
    /// One piece of a document.
    enum Token: Equatable {
        case start(String, [String: String])
        case end(String)
        case text(String)
    }

    /// Most bytes of one tag or one text.
    static let longest = 4 << 20
    /// Deepest nesting.
    static let deepest = 256

    private let source: any ChunkSource
    private var chunk: [UInt8] = []
    private var at = 0
    private var depth = 0
    private var queued: Token?

    init(_ source: any ChunkSource) { self.source = source }

    /// The next piece; nil at the end. White space between tags comes as text.
    func next() throws -> Token? {
        if let token = queued {
            queued = nil
            return token
        }
        while true {
            guard try fill() else { return nil }
            if chunk[at] != 0x3C { return .text(Self.unescape(try take(upTo: 0x3C))) }
            at += 1
            guard try fill() else { throw Self.broken }
            switch chunk[at] {
            case 0x3F: try skip(past: "?>")  // <?xml … ?>
            case 0x21:
                at += 1
                if let text = try declaration() { return .text(text) }
            case 0x2F:
                at += 1
                let name = try take(upTo: 0x3E)
                at += 1
                depth -= 1
                return .end(Self.local(name[...]))
            default: return try element()
            }
        }
    }

    private static let broken = LianluError(
        .badRequest, "The workbook is damaged: its XML is broken.", hint: "Open it in the spreadsheet and save it again as .xlsx.")

    /// After "<!": a comment gives nil, CDATA its text, anything else is refused.
    private func declaration() throws -> String? {
        guard try fill() else { throw Self.broken }
        if chunk[at] == 0x2D {
            try expect("--")
            try skip(past: "-->")
            return nil
        }
        guard chunk[at] == 0x5B else {
            throw LianluError(
                .badRequest, "The workbook's XML declares a document type, which no spreadsheet writes.",
                hint: "Save it again from the spreadsheet.")
        }
        try expect("[CDATA[")
        return String(decoding: try take(past: "]]>"), as: UTF8.self)
    }

    private func element() throws -> Token {
        var bytes: [UInt8] = []
        var quote: UInt8 = 0
        while true {
            guard try fill() else { throw Self.broken }
            let byte = chunk[at]
            at += 1
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3E {
                break
            }
            bytes.append(byte)
            guard bytes.count <= Self.longest else { throw Self.broken }
        }
        let closed = bytes.last == 0x2F
        if closed { bytes.removeLast() }
        let nameEnd = bytes.firstIndex { $0 <= 0x20 } ?? bytes.count
        let name = Self.local(bytes[..<nameEnd])
        guard !name.isEmpty else { throw Self.broken }
        let attributes = try Self.attributes(bytes[nameEnd...])
        if closed {
            queued = .end(name)
        } else {
            depth += 1
            guard depth <= Self.deepest else { throw Self.broken }
        }
        return .start(name, attributes)
    }

    private static func attributes(_ bytes: ArraySlice<UInt8>) throws -> [String: String] {
        var result: [String: String] = [:]
        var rest = bytes
        while true {
            rest = rest.drop { $0 <= 0x20 }
            guard !rest.isEmpty else { return result }
            guard let equals = rest.firstIndex(of: 0x3D) else { throw broken }
            let name = local(rest[..<equals].prefix { $0 > 0x20 })
            rest = rest[(equals + 1)...].drop { $0 <= 0x20 }
            guard let quote = rest.first, quote == 0x22 || quote == 0x27, let end = rest.dropFirst().firstIndex(of: quote) else {
                throw broken
            }
            result[name] = unescape(Array(rest[(rest.startIndex + 1)..<end]))
            rest = rest[(end + 1)...]
        }
    }

    private static func local(_ bytes: ArraySlice<UInt8>) -> String {
        let name = bytes.prefix { $0 > 0x20 }
        let start = name.lastIndex(of: 0x3A).map { $0 + 1 } ?? name.startIndex
        return String(decoding: name[start...], as: UTF8.self)
    }

    private static func local(_ bytes: [UInt8]) -> String { local(bytes[...]) }

    /// Text with the five named entities and numeric ones replaced; others stay as written.
    static func unescape(_ bytes: [UInt8]) -> String {
        guard bytes.contains(0x26) else { return String(decoding: bytes, as: UTF8.self) }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            guard bytes[at] == 0x26, let end = bytes[at...].prefix(12).firstIndex(of: 0x3B),
                let text = entity(String(decoding: bytes[(at + 1)..<end], as: UTF8.self))
            else {
                out.append(bytes[at])
                at += 1
                continue
            }
            out.append(contentsOf: text.utf8)
            at = end + 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func entity(_ name: String) -> String? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let code = digits.hasPrefix("x") || digits.hasPrefix("X") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            // U+0000 cannot be stored.
            return code.flatMap { $0 == 0 ? nil : Unicode.Scalar($0) }.map { String(Character($0)) }
        }
    }

    private func fill() throws -> Bool {
        if at < chunk.count { return true }
        chunk = try source.next()
        at = 0
        return !chunk.isEmpty
    }

    /// Everything before that byte (or the end), leaving it.
    private func take(upTo byte: UInt8) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while try fill() {
            let end = chunk[at...].firstIndex(of: byte) ?? chunk.count
            bytes.append(contentsOf: chunk[at..<end])
            guard bytes.count <= Self.longest else { throw Self.broken }
            at = end
            if end < chunk.count { break }
        }
        return bytes
    }

    /// Everything before that mark, which is passed.
    private func take(past mark: String) throws -> [UInt8] {
        let mark = Array(mark.utf8)
        var bytes: [UInt8] = []
        while try fill() {
            bytes.append(chunk[at])
            at += 1
            if bytes.last == mark.last, bytes.suffix(mark.count).elementsEqual(mark) { return bytes.dropLast(mark.count) }
            guard bytes.count <= Self.longest else { break }
        }
        throw Self.broken
    }

    private func skip(past mark: String) throws { _ = try take(past: mark) }

    private func expect(_ mark: String) throws {
        for byte in mark.utf8 {
            guard try fill(), chunk[at] == byte else { throw Self.broken }
            at += 1
        }
    }
}

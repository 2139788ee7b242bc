import Glibc

/// The head of an HTTP/1.1 request as it stands on the wire, when it is as plain as SDKs and browsers send it.
///
/// Only what leaves no doubt where the request ends is read here: one `Content-Length` of digits or none, no transfer coding, no upgrade, lines that end in
/// CRLF, no folding. Anything else is left to the general HTTP reader, which knows what to refuse; so two readers never see different borders.
struct PlainHead: Sendable {
    /// What the bytes hold so far.
    enum Reading: Sendable {
        /// No whole head yet.
        case incomplete
        /// Something this reader leaves to the general one.
        case unusual
        case head(PlainHead)
    }

    /// Longest head read here, in bytes.
    static let mostBytes = 16 << 10

    /// "POST".
    var method: String
    /// Path and query as sent.
    var target: String
    /// Field values by lower-case name.
    var headers: [String: String] = [:]
    /// Bytes of the head with its empty line.
    var length = 0
    /// Bytes of the body that follows.
    var bodyLength = 0
    /// Whether the sender wants the connection to end after the answer.
    var closes = false
    /// Whether a field came twice, `Expect` came, or another sign says that the request needs more than a look at its fields.
    var isSpecial = false

    private init(method: String, target: String) {
        self.method = method
        self.target = target
    }

    /// Reads the head at the start of the bytes.
    static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        var place = 0
        guard let requestLine = line(bytes, from: &place) else { return unfinished(bytes) }
        guard var head = requestHead(bytes, requestLine) else { return .unusual }
        var hasHost = false
        var hasLength = false
        while true {
            guard let range = line(bytes, from: &place) else { return unfinished(bytes) }
            if range.isEmpty { break }
            guard place <= mostBytes, let (name, value) = field(bytes, range) else { return .unusual }
            switch name {
            case "content-length":
                guard !hasLength, let length = number(value) else { return .unusual }
                hasLength = true
                head.bodyLength = length
            case "transfer-encoding", "upgrade", "te", "trailer": return .unusual
            case "connection":
                switch value.lowercased() {
                case "keep-alive": break
                case "close": head.closes = true
                default: return .unusual
                }
            case "host":
                guard !hasHost else { return .unusual }
                hasHost = true
            case "expect": head.isSpecial = true
            default: break
            }
            if head.headers.updateValue(value, forKey: name) != nil { head.isSpecial = true }
        }
        guard hasHost, place <= mostBytes else { return .unusual }
        head.length = place
        return .head(head)
    }

    private static func unfinished(_ bytes: UnsafeRawBufferPointer) -> Reading { bytes.count > mostBytes ? .unusual : .incomplete }

    /// The range of the next line without its CRLF, nil when it has no end yet. A line feed without carriage return is part of the line, and then no legal byte of it.
    private static func line(_ bytes: UnsafeRawBufferPointer, from place: inout Int) -> Range<Int>? {
        guard let start = bytes.baseAddress else { return nil }
        var from = place
        while from < bytes.count, let found = memchr(start + from, 0x0D, bytes.count - from) {
            let end = UnsafeRawPointer(found) - start
            guard end + 1 < bytes.count else { return nil }
            if bytes[end + 1] == 0x0A {
                defer { place = end + 2 }
                return place..<end
            }
            from = end + 1
        }
        return nil
    }

    /// METHOD SP /target SP HTTP/1.1
    private static func requestHead(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> PlainHead? {
        let version: StaticString = " HTTP/1.1"
        let end = line.upperBound - version.utf8CodeUnitCount
        guard end > line.lowerBound, memcmp(bytes.baseAddress! + end, version.utf8Start, version.utf8CodeUnitCount) == 0 else { return nil }
        guard let space = bytes[line.lowerBound..<end].firstIndex(of: 0x20), space > line.lowerBound, space - line.lowerBound <= 16 else {
            return nil
        }
        guard bytes[line.lowerBound..<space].allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }) else { return nil }
        let target = bytes[(space + 1)..<end]
        guard target.first == UInt8(ascii: "/"), target.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return PlainHead(
            method: String(decoding: bytes[line.lowerBound..<space], as: UTF8.self), target: String(decoding: target, as: UTF8.self))
    }

    /// name ":" value, white space around the value removed.
    private static func field(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) -> (name: String, value: String)? {
        guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")), colon > line.lowerBound, colon - line.lowerBound <= 64 else {
            return nil
        }
        var isName = true
        let name = String(unsafeUninitializedCapacity: colon - line.lowerBound) { out in
            for (offset, place) in (line.lowerBound..<colon).enumerated() {
                let lower = nameBytes[Int(bytes[place])]
                if lower == 0 { isName = false }
                out[offset] = lower == 0 ? 0x3F : lower
            }
            return colon - line.lowerBound
        }
        guard isName else { return nil }
        var from = colon + 1
        var to = line.upperBound
        while from < to, bytes[from] == 0x20 || bytes[from] == 0x09 { from += 1 }
        while to > from, bytes[to - 1] == 0x20 || bytes[to - 1] == 0x09 { to -= 1 }
        let value = bytes[from..<to]
        guard value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) else { return nil }
        return (name, String(decoding: value, as: UTF8.self))
    }

    /// Digits only, at most ten.
    private static func number(_ text: String) -> Int? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }

    /// For each byte its lower-case form when it may stand in a field's name (RFC 9110 §5.6.2), else 0.
    private static let nameBytes: [UInt8] = (0...255).map { (byte: Int) -> UInt8 in
        let byte = UInt8(byte)
        switch byte {
        case 0x41...0x5A: return byte | 0x20
        case 0x61...0x7A, 0x30...0x39: return byte
        default: return "!#$%&'*+-.^_`|~".utf8.contains(byte) ? byte : 0
        }
    }
}

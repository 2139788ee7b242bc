import Glibc

/// The head of an HTTP/1.1 request as it stands on the wire, when it is as plain as SDKs and browsers send it.
///
/// Only what leaves no doubt where the request ends is read here: a common method, one `Content-Length` of digits or none, no transfer coding, no upgrade,
/// lines that end in CRLF, no folding. Anything else is left to the general HTTP reader, which knows what to refuse; so two readers never see different
/// borders. HTTP/1.0 is taken when the connection ends with the request, as proxies send it.
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
    /// Whether it is HTTP/1.0.
    private let isOld: Bool
    /// Whether a field came twice, `Expect` came, or another sign says that the request needs more than a look at its fields.
    var isSpecial = false

    private init(method: String, target: String, isOld: Bool) {
        self.method = method
        self.target = target
        self.isOld = isOld
    }

    /// Reads the head at the start of the bytes; the first `searched` of them are known not to hold its end.
    static func read(_ bytes: UnsafeRawBufferPointer, searched: Int = 0) -> Reading {
        switch hasEnd(bytes, from: max(0, searched - 3)) {
        case true?: break
        case false?: return mayBecomeHead(bytes) ? .incomplete : .unusual
        case nil: return .unusual
        }
        var place = 0
        guard let requestLine = line(bytes, from: &place), var head = requestHead(bytes, requestLine) else { return .unusual }
        var hasHost = false
        var hasLength = false
        while true {
            guard let range = line(bytes, from: &place), place <= mostBytes else { return .unusual }
            if range.isEmpty { break }
            guard let (name, value) = field(bytes, range) else { return .unusual }
            switch name {
            case "content-length":
                guard !hasLength, let length = number(value) else { return .unusual }
                hasLength = true
                head.bodyLength = length
            case "transfer-encoding", "upgrade", "te", "trailer", "proxy-connection": return .unusual
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
        guard hasHost, head.closes || !head.isOld else { return .unusual }
        head.length = place
        return .head(head)
    }

    /// Whether more bytes can make a plain head of these, by its first line; what cannot begin one is refused at once, not when the sender gives up.
    private static func mayBecomeHead(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= mostBytes else { return false }
        var place = 0
        if let requestLine = line(bytes, from: &place) { return requestHead(bytes, requestLine) != nil }
        let start = bytes.prefix(methodBytes + 1)
        let letters = start.prefix { $0 >= 0x41 && $0 <= 0x5A }.count
        return letters == start.count
            ? letters <= methodBytes : start[letters] == 0x20 && methods.contains(String(decoding: start[..<letters], as: UTF8.self))
    }

    /// Whether an empty line ends a head from there on; nil when a line feed comes without its carriage return before one does.
    private static func hasEnd(_ bytes: UnsafeRawBufferPointer, from: Int) -> Bool? {
        guard let start = bytes.baseAddress else { return false }
        var place = from
        while place < bytes.count, let found = memchr(start + place, 0x0A, bytes.count - place) {
            let feed = UnsafeRawPointer(found) - start
            guard feed > 0, bytes[feed - 1] == 0x0D else { return nil }
            if feed >= 3, bytes[feed - 2] == 0x0A, bytes[feed - 3] == 0x0D { return true }
            place = feed + 1
        }
        return false
    }

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
        let version: StaticString = " HTTP/1."
        let end = line.upperBound - version.utf8CodeUnitCount - 1
        guard end > line.lowerBound, memcmp(bytes.baseAddress! + end, version.utf8Start, version.utf8CodeUnitCount) == 0 else { return nil }
        let minor = bytes[line.upperBound - 1]
        guard minor == UInt8(ascii: "0") || minor == UInt8(ascii: "1") else { return nil }
        guard let space = bytes[line.lowerBound..<end].firstIndex(of: 0x20) else { return nil }
        let method = String(decoding: bytes[line.lowerBound..<space], as: UTF8.self)
        guard methods.contains(method) else { return nil }
        let target = bytes[(space + 1)..<end]
        guard target.first == UInt8(ascii: "/"), target.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return PlainHead(method: method, target: String(decoding: target, as: UTF8.self), isOld: minor == UInt8(ascii: "0"))
    }

    /// Methods whose requests and answers end where their fields say; others (CONNECT, unknown ones) are the general reader's.
    private static let methods: Set<String> = ["POST", "GET", "OPTIONS", "PUT", "PATCH", "DELETE", "HEAD"]
    /// The longest of them, in bytes.
    private static let methodBytes = 7

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

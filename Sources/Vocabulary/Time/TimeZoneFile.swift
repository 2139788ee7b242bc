#if canImport(Glibc)
    import Glibc
#endif

/// The contents of one compiled time zone file (TZif, RFC 8536).
struct TimeZoneFile {
    var transitions: [Int64]
    /// One more than ``transitions``.
    var offsets: [Int32]
    var footer: PosixZone?

    static let folder = "/usr/share/zoneinfo"

    init(transitions: [Int64], offsets: [Int32], footer: PosixZone?) {
        self.transitions = transitions
        self.offsets = offsets
        self.footer = footer
    }

    /// Reads the file of that zone name.
    static func load(_ name: String) throws(LianluError) -> TimeZoneFile {
        let unknown = LianluError(
            .badRequest, "There is no time zone “\(name.prefix(64))”.", hint: "Use an IANA name such as Asia/Shanghai or America/New_York.")
        guard isWellFormed(name) else { throw unknown }
        guard let bytes = read("\(folder)/\(name)") else {
            if access("\(folder)/Asia/Shanghai", R_OK) != 0 {
                throw LianluError(
                    .unavailable, "The system has no time zone files in \(folder).", hint: "Install them: apt-get install tzdata.")
            }
            throw unknown
        }
        guard let file = TimeZoneFile(parsing: bytes) else { throw unknown }
        return file
    }

    /// Words of letters, digits, `_`, `+`, `-` separated by single slashes: nothing that could leave the folder.
    static func isWellFormed(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), !name.hasPrefix("right/"), !name.hasPrefix("posix/") else { return false }
        var previous: UInt8 = 0x2F
        for byte in name.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x5F, 0x2B, 0x2D: break
            case 0x2F: if previous == 0x2F { return false }
            default: return false
            }
            previous = byte
        }
        return previous != 0x2F
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        var used = 0
        while used < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress! + used, $0.count - used) }
            guard count >= 0 else { return nil }
            if count == 0 { return Array(bytes[..<used]) }
            used += count
        }
        return nil
    }

    /// Reads the 64-bit block and the footer of a version 2+ file; nil when it is not one.
    init?(parsing bytes: [UInt8]) {
        guard let first = Header(bytes, at: 0), first.version >= 2, let header = Header(bytes, at: first.end(wordBytes: 4)) else {
            return nil
        }
        let end = header.end(wordBytes: 8)
        guard end <= bytes.count, header.typeCount > 0 else { return nil }
        let indices = header.body + header.transitionCount * 8
        let types = indices + header.transitionCount
        func typeOffset(_ index: Int) -> Int32 { Int32(truncatingIfNeeded: Self.bigEndian(bytes, at: types + index * 6, count: 4)) }

        transitions = (0..<header.transitionCount).map { Self.bigEndian(bytes, at: header.body + $0 * 8, count: 8) }
        offsets = [typeOffset(0)]
        for place in 0..<header.transitionCount {
            let index = Int(bytes[indices + place])
            guard index < header.typeCount else { return nil }
            offsets.append(typeOffset(index))
        }
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        guard end < bytes.count, bytes[end] == 0x0A, let stop = bytes[(end + 1)...].firstIndex(of: 0x0A) else { return nil }
        let rule = bytes[(end + 1)..<stop]
        footer = PosixZone(rule)
        if footer == nil && !rule.isEmpty { return nil }
    }

    fileprivate static func bigEndian(_ bytes: [UInt8], at start: Int, count: Int) -> Int64 {
        var value: UInt64 = bytes[start] >= 0x80 && count < 8 ? .max : 0
        for byte in bytes[start..<start + count] { value = value << 8 | UInt64(byte) }
        return Int64(bitPattern: value)
    }

    /// The counts at the start of each of the file's two blocks.
    private struct Header {
        let version: Int
        let body: Int
        let utcFlags: Int
        let standardFlags: Int
        let leapCount: Int
        let transitionCount: Int
        let typeCount: Int
        let characterCount: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
            let mark = bytes[start + 4]
            version = mark >= 0x32 ? Int(mark - 0x30) : 1
            body = start + 44
            let counts = (0..<6).map { Int(TimeZoneFile.bigEndian(bytes, at: start + 20 + $0 * 4, count: 4)) }
            guard counts.allSatisfy({ $0 >= 0 && $0 <= bytes.count }) else { return nil }
            (utcFlags, standardFlags, leapCount) = (counts[0], counts[1], counts[2])
            (transitionCount, typeCount, characterCount) = (counts[3], counts[4], counts[5])
        }

        /// Where this block ends when times have that many bytes.
        func end(wordBytes: Int) -> Int {
            body + transitionCount * (wordBytes + 1) + typeCount * 6 + characterCount + leapCount * (wordBytes + 4) + standardFlags
                + utcFlags
        }
    }
}

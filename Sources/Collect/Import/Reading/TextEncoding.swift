/// Character sets of text files.
enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    /// GB 18030, of which GBK and GB 2312 are parts: what Chinese Excel writes as CSV.
    case gb18030 = "GB18030"
    /// What Excel writes as "Unicode text".
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"

    /// The encoding of a file from its beginning, and how many bytes its byte-order mark has.
    ///
    /// Without a mark: UTF-8 when the bytes are that (the sample may end inside a character), else GB 18030.
    static func detect(_ sample: [UInt8]) -> (encoding: TextEncoding, mark: Int) {
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if sample.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if sample.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return (isUTF8(sample) ? .utf8 : .gb18030, 0)
    }

    /// Whether the bytes are UTF-8, the last character perhaps cut off.
    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        var at = 0
        while at < bytes.count {
            let lead = bytes[at]
            let length: Int
            switch lead {
            case 0x00...0x7F: length = 1
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF: length = 3
            case 0xF0...0xF4: length = 4
            default: return false
            }
            for offset in 1..<max(length, 1) where at + offset < bytes.count {
                guard bytes[at + offset] & 0xC0 == 0x80 else { return false }
            }
            at += length
        }
        return true
    }
}

/// Escaping and unescaping of JSON strings.
package enum JSONText {
    /// The value of a hexadecimal digit.
    @inline(__always)
    package static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte &- 0x30)
        case 0x41...0x46: UInt32(byte &- 0x37)
        case 0x61...0x66: UInt32(byte &- 0x57)
        default: nil
        }
    }

    /// The UTF-8 that a scanned string with escapes stands for; a lone surrogate becomes U+FFFD.
    package static func unescape(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte == 0x5C, index + 1 < text.count else {
                out.append(byte)
                index += 1
                continue
            }
            let letter = text[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"): appendUnit(text, &index, &out)
            default: out.append(letter)
            }
        }
        return out
    }

    private static func appendUnit(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ out: inout [UInt8]) {
        var code = unit(text, index) ?? 0xFFFD
        index = Swift.min(index + 4, text.count)
        if code & 0xF800 == 0xD800 {
            if code < 0xDC00, index + 1 < text.count, text[index] == 0x5C, text[index + 1] == UInt8(ascii: "u"),
                let low = unit(text, index + 2), low & 0xFC00 == 0xDC00
            {
                code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF)
                index += 6
            } else {
                code = 0xFFFD
            }
        }
        out.append(contentsOf: Unicode.Scalar(code).map { UTF8.encode($0).map(Array.init) ?? [] } ?? [])
    }

    private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32? {
        guard at + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for offset in at..<at + 4 {
            guard let digit = hexDigit(text[offset]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// Appends a quoted string with the fewest escapes RFC 8259 asks for.
    package static func appendQuoted(_ text: String, to out: inout [UInt8]) {
        var text = text
        text.withUTF8 { appendQuoted($0, to: &out) }
    }

    /// Appends quoted UTF-8 with the fewest escapes.
    package static func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        out.append(0x22)
        var from = 0
        for index in 0..<text.count {
            let byte = text[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: text[from..<index]))
            from = index + 1
            out.append(0x5C)
            switch byte {
            case 0x22, 0x5C: out.append(byte)
            case 0x08: out.append(UInt8(ascii: "b"))
            case 0x09: out.append(UInt8(ascii: "t"))
            case 0x0A: out.append(UInt8(ascii: "n"))
            case 0x0C: out.append(UInt8(ascii: "f"))
            case 0x0D: out.append(UInt8(ascii: "r"))
            default:
                out.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]])
            }
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: text[from...]))
        out.append(0x22)
    }
}

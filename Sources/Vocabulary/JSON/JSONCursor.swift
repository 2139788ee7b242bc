/// Moves over JSON text inside ``JSONScanner``; the only file of the scanner that loads bytes without a bounds check, after one comparison each.
struct JSONCursor {
    let base: UnsafePointer<UInt8>
    var at: Int
    let end: Int

    /// The byte at the cursor.
    @inline(__always)
    func peek() throws(JSONError) -> UInt8 {
        guard at < end else { throw JSONError(.truncated, at: end) }
        return base[at]
    }

    @inline(__always)
    mutating func skipSpace() {
        while at < end {
            let byte = base[at]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            at &+= 1
        }
    }

    mutating func passWord(_ word: StaticString) throws(JSONError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard at < end else { throw JSONError(.truncated, at: end) }
            guard base[at] == word.utf8Start[offset] else { throw JSONError(.syntax, at: at) }
            at &+= 1
        }
    }

    /// Passes a number; true when it has neither fraction nor exponent.
    @inline(__always)
    mutating func passNumber() throws(JSONError) -> Bool {
        let start = at
        if base[at] == UInt8(ascii: "-") { at &+= 1 }
        let first = try peek()
        if first == UInt8(ascii: "0") {
            at &+= 1
        } else {
            try passDigits()
        }
        var isInteger = true
        if at < end, base[at] == UInt8(ascii: ".") {
            at &+= 1
            try passDigits()
            isInteger = false
        }
        if at < end, base[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if try peek() == UInt8(ascii: "+") || base[at] == UInt8(ascii: "-") { at &+= 1 }
            try passDigits()
            isInteger = false
            try requireFinite(from: start)
        } else if at &- start > 300 {
            try requireFinite(from: start)
        }
        return isInteger
    }

    @inline(__always)
    private mutating func passDigits() throws(JSONError) {
        guard try peek() &- 0x30 <= 9 else { throw JSONError(.syntax, at: at) }
        at &+= 1
        while at < end, base[at] &- 0x30 <= 9 { at &+= 1 }
    }

    private func requireFinite(from start: Int) throws(JSONError) {
        let text = UnsafeBufferPointer(start: base + start, count: at &- start)
        guard JSONNumber.double(text).isFinite else { throw JSONError(.number, at: start) }
    }

    /// Passes a string from its opening quote; true when it has escapes.
    @inline(__always)
    mutating func passString(_ repairs: inout [Int]) throws(JSONError) -> Bool {
        at &+= 1
        passPlain()
        if at < end, base[at] == UInt8(ascii: "\"") {
            at &+= 1
            return false
        }
        return try passRest(&repairs)
    }

    /// Passes printable ASCII other than quote and backslash, eight bytes at a time.
    @inline(__always)
    private mutating func passPlain() {
        while at &+ 8 <= end {
            let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self).littleEndian
            let ones: UInt64 = 0x0101_0101_0101_0101
            let tops: UInt64 = 0x8080_8080_8080_8080
            let quote = word ^ (ones &* 0x22)
            let slash = word ^ (ones &* 0x5C)
            // The lowest set bit marks the first byte that is a quote, a backslash, below 0x20 or above 0x7F; bits above it may be false.
            let found = (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | ((word &- ones &* 0x20) & ~word) | word) & tops
            if found != 0 {
                at &+= found.trailingZeroBitCount >> 3
                return
            }
            at &+= 8
        }
        while at < end {
            let byte = base[at]
            guard byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5C else { return }
            at &+= 1
        }
    }

    private mutating func passRest(_ repairs: inout [Int]) throws(JSONError) -> Bool {
        var escaped = false
        while true {
            let byte = try peek()
            switch byte {
            case 0x22:
                at &+= 1
                return escaped
            case 0x5C:
                escaped = true
                try passEscape(&repairs)
            case 0x80...: try passMultibyte(byte)
            case 0x00: throw JSONError(.nul, at: at)
            case ..<0x20: throw JSONError(.syntax, at: at)
            default: passPlain()
            }
        }
    }

    private mutating func passEscape(_ repairs: inout [Int]) throws(JSONError) {
        let start = at
        at &+= 1
        switch try peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"),
            UInt8(ascii: "t"):
            at &+= 1
        case UInt8(ascii: "u"):
            at &+= 1
            let unit = try passHex()
            if unit == 0 { throw JSONError(.nul, at: start) }
            guard unit & 0xF800 == 0xD800 else { return }
            let resume = at
            if unit < 0xDC00, at &+ 1 < end, base[at] == 0x5C, base[at &+ 1] == UInt8(ascii: "u") {
                at &+= 2
                if try passHex() & 0xFC00 == 0xDC00 { return }
                at = resume  // a high one before something else; that is looked at on its own
            }
            repairs.append(start)
        default: throw JSONError(.syntax, at: at)
        }
    }

    private mutating func passHex() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = JSONText.hexDigit(byte) else { throw JSONError(.syntax, at: at) }
            value = value << 4 | digit
            at &+= 1
        }
        return value
    }

    private mutating func passMultibyte(_ lead: UInt8) throws(JSONError) {
        let start = at
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        let count: Int
        switch lead {
        case 0xC2...0xDF: count = 1
        case 0xE0...0xEF:
            count = 2
            if lead == 0xE0 { low = 0xA0 }
            if lead == 0xED { high = 0x9F }
        case 0xF0...0xF4:
            count = 3
            if lead == 0xF0 { low = 0x90 }
            if lead == 0xF4 { high = 0x8F }
        default: throw JSONError(.encoding, at: start)
        }
        guard start &+ count < end else { throw JSONError(.truncated, at: end) }
        guard base[start &+ 1] >= low, base[start &+ 1] <= high else { throw JSONError(.encoding, at: start) }
        if count > 1 { guard base[start &+ 2] & 0xC0 == 0x80 else { throw JSONError(.encoding, at: start) } }
        if count > 2 { guard base[start &+ 3] & 0xC0 == 0x80 else { throw JSONError(.encoding, at: start) } }
        at = start &+ count &+ 1
    }
}

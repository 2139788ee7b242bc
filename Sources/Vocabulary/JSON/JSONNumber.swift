/// Reads the text of JSON numbers; the text is known to be well formed.
package enum JSONNumber {
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The whole number, or nil when it has a fraction or exponent or does not fit 64 bits.
    package static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = text.first else { return nil }
        let negative = first == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in (negative ? 1 : 0)..<text.count {
            let digit = text[index] &- 0x30
            guard digit <= 9 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = negative ? product.subtractingReportingOverflow(Int64(digit)) : product.addingReportingOverflow(Int64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The nearest 64-bit float; infinite when out of range.
    package static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double {
        // Exact when the digits fit 53 bits and the power of ten is one a float holds exactly.
        var digits: UInt64 = 0
        var count = 0
        var scale = 0
        var seenPoint = false
        var negative = false
        var simple = true
        for (offset, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where offset == 0: negative = true
            case UInt8(ascii: "."): seenPoint = true
            case 0x30...0x39:
                if digits > 0 || byte > 0x30 { count += 1 }
                if count > 15 { simple = false }
                digits = digits &* 10 &+ UInt64(byte &- 0x30)
                if seenPoint { scale += 1 }
            default: simple = false
            }
            if !simple { break }
        }
        if simple, scale <= 22 {
            let value = Double(digits) / powers[scale]
            return negative ? -value : value
        }
        return Double(String(decoding: text, as: UTF8.self)) ?? .infinity
    }
}

extension JSONNumber {
    /// Whether the text consists of a number's characters only, so that ``double(_:)`` may read it.
    package static func isNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= 40 else { return false }
        return Double(String(decoding: text, as: UTF8.self)) != nil
    }
}

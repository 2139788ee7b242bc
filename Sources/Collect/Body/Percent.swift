/// Percent-decoding as forms and queries use it.
enum Percent {
    /// The decoded bytes; "+" becomes a space, a broken escape stays as it is.
    static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool = true) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.underestimatedCount)
        var pending = 0
        var high: UInt8 = 0
        var first: UInt8 = 0
        for byte in bytes {
            switch pending {
            case 0:
                if byte == UInt8(ascii: "%") {
                    pending = 1
                } else {
                    out.append(byte == UInt8(ascii: "+") && plusIsSpace ? 0x20 : byte)
                }
            case 1:
                if let digit = hex(byte) {
                    (high, first, pending) = (digit, byte, 2)
                } else {
                    out.append(UInt8(ascii: "%"))
                    pending = byte == UInt8(ascii: "%") ? 1 : 0
                    if pending == 0 { out.append(byte) }
                }
            default:
                if let digit = hex(byte) {
                    out.append(high << 4 | digit)
                    pending = 0
                } else {
                    out.append(UInt8(ascii: "%"))
                    out.append(first)
                    pending = byte == UInt8(ascii: "%") ? 1 : 0
                    if pending == 0 { out.append(byte) }
                }
            }
        }
        if pending > 0 { out.append(UInt8(ascii: "%")) }
        if pending > 1 { out.append(first) }
        return out
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}

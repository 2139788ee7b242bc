/// Percent- and plus-decoding of query and form values; what is no valid escape stays as it is.
public enum QueryText {
    /// The decoded value.
    public static func decode(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(text) }
        var out: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count, let high = digit(bytes[place + 1]),
                let low = digit(bytes[place + 2])
            {
                out.append(high << 4 | low)
                place += 3
            } else {
                out.append(bytes[place] == UInt8(ascii: "+") ? 0x20 : bytes[place])
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The fields of a form as browsers post it; of repeated names the first counts.
    public static func fields(_ body: String) -> [String: String] {
        var found: [String: String] = [:]
        for pair in body.split(separator: "&").prefix(200) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(halves[0])
            if found[name] == nil { found[name] = halves.count > 1 ? decode(halves[1]) : "" }
        }
        return found
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

/// The decoded parameters after the "?" of a URL; of repeated names the first counts.
struct QueryItems: Sendable {
    private var items: [(name: String, value: String)] = []

    init(path: String) {
        guard let mark = path.utf8.firstIndex(of: UInt8(ascii: "?")) else { return }
        for pair in path[path.utf8.index(after: mark)...].split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            items.append((Self.decode(halves[0]), halves.count > 1 ? Self.decode(halves[1]) : ""))
        }
    }

    /// Every item in order, repeated names included.
    var all: [(name: String, value: String)] { items }

    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// Percent and plus decoding; what is not a valid escape stays as it is.
    static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else { return String(text) }
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "%"), place + 2 < bytes.count, let high = hex(bytes[place + 1]), let low = hex(bytes[place + 2]) {
                out.append(high << 4 | low)
                place += 3
            } else {
                out.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

/// Fields of a query or an `application/x-www-form-urlencoded` body, decoded.
struct FormFields: Sendable {
    /// Names and values in order; values are bytes because they may hold compressed data once their base64 is undone.
    private(set) var fields: [(name: String, value: [UInt8])] = []

    /// More fields than any client sends; the rest is ignored.
    static let mostFields = 64

    /// No fields.
    init() {}

    /// Reads `a=1&b=2`; "+" is a space, broken percent escapes stay as they are.
    init(_ bytes: some Collection<UInt8>) {
        for pair in bytes.split(separator: UInt8(ascii: "&")).prefix(Self.mostFields) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first else { continue }
            fields.append((String(decoding: Percent.decode(name), as: UTF8.self), parts.count > 1 ? Percent.decode(parts[1]) : []))
        }
    }

    /// The value of the first field of that name.
    func bytes(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

    /// The same as text; nil when missing or empty.
    func text(_ name: String) -> String? {
        guard let value = bytes(name), !value.isEmpty else { return nil }
        return String(decoding: value, as: UTF8.self)
    }

    /// Whether the field is there and neither empty nor "0" nor "false".
    func flag(_ name: String) -> Bool {
        guard let value = text(name)?.lowercased() else { return false }
        return value != "0" && value != "false"
    }
}

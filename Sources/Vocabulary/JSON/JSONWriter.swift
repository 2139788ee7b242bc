/// Writes JSON text by appending; commas come by themselves.
///
///     var out = JSONWriter()
///     out.beginObject()
///     out.member("status", 1)
///     out.key("results")
///     out.beginArray() … out.endArray()
///     out.endObject()
public struct JSONWriter: Sendable {
    /// The text so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty writer.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// The text so far as a String.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Opens an object.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Closes an object.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Opens an array.
    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    /// Closes an array.
    public mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// The name of the next member.
    public mutating func key(_ name: String) {
        separate()
        JSONText.appendQuoted(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string.
    public mutating func string(_ value: String) {
        separate()
        JSONText.appendQuoted(value, to: &bytes)
    }

    /// A whole number.
    public mutating func int(_ value: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// A number in the shortest form that reads back the same; null when not finite.
    public mutating func double(_ value: Double) {
        separate()
        bytes.append(contentsOf: value.isFinite ? Array(value.description.utf8) : Array("null".utf8))
    }

    /// true or false.
    public mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// null.
    public mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// JSON text that is known to be one valid value.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A whole tree.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .int(let number): int(number)
        case .double(let number): double(number)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object {
                key(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    /// Starts the next line of NDJSON.
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }
}

extension JSONWriter {
    /// A member that is a string, or null for nil.
    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// A member that is a whole number.
    public mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        int(value)
    }

    /// A member that is true or false.
    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// A member that is a float.
    public mutating func member(_ name: String, _ number: Double) {
        key(name)
        double(number)
    }

    /// A member that is a tree.
    public mutating func member(_ name: String, _ tree: JSONValue) {
        key(name)
        value(tree)
    }

    /// A member whose JSON text is already known to be valid.
    public mutating func member(_ name: String, raw json: some Sequence<UInt8>) {
        key(name)
        raw(json)
    }
}

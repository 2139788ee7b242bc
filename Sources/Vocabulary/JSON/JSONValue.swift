/// A JSON value as a tree, for everything that is not on the hot path: settings, rules, API bodies, traits.
///
///     let body = try JSONValue(parsing: bytes)
///     guard let name = body["name"]?.string else { throw … }
///     let reply: JSONValue = ["ok": true, "items": [1, 2.5, "three", nil]]
///     return reply.bytes
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits 64 bits.
    case int(Int64)
    /// Any other number; written as null when not finite.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Parses UTF-8 text strictly; see ``JSONScanner`` for what is refused. Throws a `bad_request` that says where it went wrong.
    public init(parsing bytes: [UInt8], maxDepth: Int = 32) throws(LianluError) {
        do throws(JSONError) {
            self = try JSONTape(bytes, maxDepth: maxDepth).value(0)
        } catch {
            throw error.lianluError
        }
    }

    /// Parses text strictly.
    public init(parsing text: String, maxDepth: Int = 32) throws(LianluError) {
        try self.init(parsing: Array(text.utf8), maxDepth: maxDepth)
    }

    /// The JSON text as UTF-8: no white space, members in their order, fewest escapes.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The JSON text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// null.
    public init(nilLiteral: ()) { self = .null }
    /// true or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of equal names the last wins.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member($0.0, $0.1) }))
    }
}

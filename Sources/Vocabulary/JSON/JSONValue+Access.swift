extension JSONValue {
    /// The member of that name; nil when missing or this is no object. A member that is null is `.null`.
    public subscript(name: String) -> JSONValue? { object?[name] }

    /// The element at that place; nil when out of range or this is no array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// Whether this is null.
    public var isNull: Bool { self == .null }

    /// The string, when it is one.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The boolean, when it is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number: an int, or a double without fraction that fits 64 bits.
    public var int: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number as a float.
    public var double: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The elements, when this is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, when this is an object.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// Text to show or compare: a string as it is, anything else but null as JSON.
    public var plainText: String? {
        switch self {
        case .string(let value): value
        case .null: nil
        default: text
        }
    }

    /// A string, or null for nil.
    public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    /// A whole number, or null for nil.
    public static func optional(_ number: Int64?) -> JSONValue { number.map(JSONValue.int) ?? .null }
    /// A whole number.
    @_disfavoredOverload public static func int(_ number: Int) -> JSONValue { .int(Int64(number)) }
    /// An array of strings.
    public static func strings(_ values: some Sequence<String>) -> JSONValue { .array(values.map(JSONValue.string)) }
}

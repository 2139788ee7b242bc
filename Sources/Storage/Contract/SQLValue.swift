/// A value bound to a statement or read from a row.
public enum SQLValue: Sendable, Equatable, ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// NULL.
    public init(nilLiteral: ()) { self = .null }
    /// A 64-bit integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// An integer, or NULL.
    public init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
    /// An integer.
    public init(_ value: some BinaryInteger) { self = .integer(Int64(value)) }
    /// Text, or NULL.
    public init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    /// Bytes, or NULL.
    public init(_ value: [UInt8]?) { self = value.map(SQLValue.blob) ?? .null }
    /// 1 or 0.
    public init(_ value: Bool) { self = .integer(value ? 1 : 0) }
}

/// One value (or object key) on a ``JSONTape``: where its text is and where the next sibling begins.
public struct JSONNode: Sendable {
    /// What sort of value.
    public enum Kind: UInt8, Sendable {
        case null, `true`, `false`, integer, real, string, array, object
    }

    /// First byte of the text; for strings the first byte after the quote.
    public let start: UInt32
    /// One past the last byte of the text; for strings the closing quote.
    public internal(set) var end: UInt32
    /// Index on the tape just past this value and everything inside it.
    public internal(set) var next: UInt32
    /// What sort of value.
    public let kind: Kind
    /// True for a string with escapes: its bytes are not its text.
    public let isEscaped: Bool

    init(start: Int, end: Int, next: Int, kind: Kind, isEscaped: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        self.kind = kind
        self.isEscaped = isEscaped
    }
}

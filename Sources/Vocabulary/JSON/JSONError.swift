/// Why a text is not JSON that Lianlu takes, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable, CaseIterable {
        /// A character that cannot stand there.
        case syntax = "unexpected character"
        /// The text ends too early.
        case truncated = "unexpected end"
        /// Something after the value.
        case trailing = "text after the value"
        /// Nested deeper than allowed.
        case depth = "nested too deeply"
        /// Bytes that are not UTF-8.
        case encoding = "not UTF-8"
        /// U+0000, raw or as an escape: no store of ours can hold it.
        case nul = "U+0000 is not allowed"
        /// A number beyond the range of a 64-bit float.
        case number = "number out of range"
        /// More bytes than a tape can address (4 GiB).
        case size = "too long"
    }

    /// What is wrong.
    public var reason: Reason
    /// Byte offset where it was noticed.
    public var offset: Int

    /// Makes an error from its parts.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// "unexpected character at byte 12".
    public var description: String { "\(reason.rawValue) at byte \(offset)" }

    /// The error as callers of the API see it.
    public var lianluError: LianluError {
        LianluError(.badRequest, "The body is not valid JSON: \(description).", hint: "Send RFC 8259 JSON in UTF-8.")
    }
}

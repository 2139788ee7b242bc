/// An error a person can act on: a stable code, what happened, and what to do.
///
/// Rendered in one place only (Web: `{"error":{"code","message","hint"}}`; command line: text on standard error).
public struct LianluError: Error, Sendable, Equatable {
    /// What kind of failure it is; decides the HTTP status and the exit code.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private let name: String
        private let general: String?
        private init(_ name: String, of general: String? = nil) {
            self.name = name
            self.general = general
        }
        /// A code of its own for one case of a general kind, so that callers can tell them apart: "already_taken" of `conflict`.
        public static func specific(_ name: StaticString, _ kind: Code) -> Code { Code("\(name)", of: kind.name) }
        /// The general kind, which decides the HTTP status: itself unless it is a specific one.
        public var kind: Code { general.map { Code($0) } ?? self }
        /// The stable snake_case name shown to callers.
        public var description: String { name }

        /// The request is wrong and repeating it unchanged will not help.
        public static let badRequest = Code("bad_request")
        /// Nobody is signed in, or the key is unknown or revoked.
        public static let unauthorized = Code("unauthorized")
        /// Signed in, but the role or data scope does not allow it.
        public static let forbidden = Code("forbidden")
        /// There is no such thing (or it is outside the caller's data scope).
        public static let notFound = Code("not_found")
        /// It clashes with the present state.
        public static let conflict = Code("conflict")
        /// Body, field or batch over its limit.
        public static let tooLarge = Code("too_large")
        /// Known, but not supported here.
        public static let unsupported = Code("unsupported")
        /// Too many requests from this caller.
        public static let rateLimited = Code("rate_limited")
        /// Cannot serve now (disk full, inbox full, shutting down); repeating later helps.
        public static let unavailable = Code("unavailable")
        /// A stored file is damaged, newer than this program, or otherwise unusable.
        public static let unusableData = Code("unusable_data")
        /// A fault of ours.
        public static let `internal` = Code("internal")
    }

    /// The kind of failure.
    public var code: Code
    /// One sentence saying what happened.
    public var message: String
    /// One sentence saying what to do about it; empty when there is nothing to do.
    public var hint: String
    /// After how many seconds trying again makes sense; nil when not applicable.
    public var retryAfter: Int?

    /// Makes an error from its parts.
    public init(_ code: Code, _ message: String, hint: String = "", retryAfter: Int? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.retryAfter = retryAfter
    }
}

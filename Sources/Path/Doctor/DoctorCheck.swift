/// One finding of ``Doctor``.
public struct DoctorCheck: Sendable, Equatable {
    /// How bad it is.
    public enum Status: String, Sendable {
        /// As it should be.
        case ok
        /// Works, but somebody should look.
        case warning
        /// Does not work, or numbers disagree.
        case failed
    }

    /// What was checked.
    public var name: String
    /// The finding.
    public var status: Status
    /// The finding in words and numbers.
    public var detail: String
    /// What to do; empty when there is nothing to do.
    public var hint: String

    /// A finding.
    public init(_ name: String, _ status: Status, _ detail: String, hint: String = "") {
        self.name = name
        self.status = status
        self.detail = detail
        self.hint = hint
    }
}

/// Why a link exists; its name is stored in `edge.reason`.
public enum LinkReason: String, Sendable, CaseIterable {
    /// Seen together in one event.
    case event
    /// A sender's alias, signup or merge statement.
    case alias
    /// A person merged two customers.
    case manual
    /// A person decided a conflict.
    case conflict

    /// Whether a person stands behind it.
    public var isManual: Bool { self == .manual || self == .conflict }
}

public import Vocabulary

/// Two strong identifiers that an event says are one person while their customers disagree; a person decides.
public struct IdentityConflict: Sendable {
    /// Where it stands; the names are stored.
    public enum Status: String, Sendable, CaseIterable {
        case open
        case merged
        case keptApart = "kept_apart"
    }

    /// Its number.
    public var id: Int64
    /// The smaller leaf.
    public var left: LeafNumber
    /// The larger leaf.
    public var right: LeafNumber
    /// What was seen: event, source, rule, and the leaves of the event's identifiers.
    public var evidence: JSONValue
    /// Where it stands.
    public var status: Status
    /// How often it was seen.
    public var seen: Int
    /// When it was first seen.
    public var createdAt: Instant
    /// When it was last seen.
    public var lastSeen: Instant
    /// When it was decided.
    public var decidedAt: Instant?
    /// By whom.
    public var decidedBy: String?
    /// Why.
    public var reason: String?
}

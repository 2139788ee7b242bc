public import Vocabulary

/// The request to forget one customer, and how far it has come.
public struct Erasure: Sendable {
    /// Where it stands; the names are stored.
    public enum Status: String, Sendable, CaseIterable { case queued, running, done, failed }

    /// Its number.
    public var id: Int64
    /// The customer's number.
    public var customer: LeafNumber
    /// Who asked for it.
    public var requestedBy: String
    /// Why.
    public var reason: String
    /// When.
    public var requestedAt: Instant
    /// Where it stands.
    public var status: Status
    /// The step that is next, "done" at the end.
    public var step: String
    /// What was removed so far, by what it was.
    public var counts: [String: Int]
    /// When it ended.
    public var finishedAt: Instant?
    /// What went wrong last.
    public var error: String?
}

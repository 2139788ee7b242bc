public import Identify
public import Vocabulary

/// One line of the customer list.
public struct CustomerSummary: Sendable {
    /// The customer's number: its smallest leaf.
    public var number: LeafNumber
    /// Display name, when a trait gives one.
    public var name: String?
    /// Address of a picture, when a trait gives one.
    public var avatar: String?
    /// The strongest identifiers, at most 20.
    public var identifiers: [KnownIdentifier]
    /// Tags it has now.
    public var tags: [CustomerTag]
    /// First event of any leaf; nil when there is none.
    public var firstSeen: Instant?
    /// Last event of any leaf.
    public var lastSeen: Instant?
    /// Events of all leaves.
    public var events: Int
    /// Where it was seen.
    public var channels: [Channel]
    /// What brought it first: the first touch's origin or utm source.
    public var origin: String?
}

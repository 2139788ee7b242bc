public import Vocabulary

/// What the customer list is asked for.
public struct CustomerQuery: Sendable {
    /// The order of the list; newest or most first.
    public enum Sort: String, Sendable, CaseIterable { case lastSeen, firstSeen, events }
    /// Known customers have an identifier stronger than a device; visitors have none.
    public enum Segment: String, Sendable, CaseIterable { case all, known, visitor }

    /// Text to look for in identifiers, names and tags; "" for none.
    public var text = ""
    /// Only with this tag.
    public var tag: Int64?
    /// Only those seen there.
    public var channel: Channel?
    /// Only with an identifier of this kind.
    public var kind: IdentifierKind?
    /// Known, visitors or both.
    public var segment = Segment.all
    /// The order.
    public var sort = Sort.lastSeen
    /// How many, 1...500.
    public var limit = 50
    /// The `next` of the page before.
    public var after: String?
    /// Who may be seen.
    public var scope = CustomerScope.all

    /// Everybody, last seen first.
    public init() {}
}

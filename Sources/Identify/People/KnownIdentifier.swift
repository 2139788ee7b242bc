public import Vocabulary

/// An identifier as the graph keeps it.
public struct KnownIdentifier: Sendable, Equatable {
    /// Its permanent number.
    public var leaf: LeafNumber
    /// Kind, scope and value.
    public var identifier: Identifier
    /// How much it says.
    public var strength: Strength
    /// The best trust it was seen with.
    public var trust: Trust
    /// When it was first seen (event time).
    public var since: Instant
    /// The source that showed it first.
    public var source: Int32

    /// Makes one from its parts.
    public init(leaf: LeafNumber, identifier: Identifier, strength: Strength, trust: Trust, since: Instant, source: Int32) {
        self.leaf = leaf
        self.identifier = identifier
        self.strength = strength
        self.trust = trust
        self.since = since
        self.source = source
    }
}

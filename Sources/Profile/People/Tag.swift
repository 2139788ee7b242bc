public import Vocabulary

/// A tag of the catalogue.
public struct Tag: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Its name, unique in its group.
    public var name: String
    /// Its group; "" for none.
    public var group: String
    /// What it means.
    public var description: String
    /// Who looks after it.
    public var owner: String
    /// Since when it exists.
    public var createdAt: Instant
    /// Customers who have it now, merged ones counted once; 0 where not asked.
    public var customers = 0
    /// When it was last put on or taken off.
    public var lastAppliedAt: Instant?
}

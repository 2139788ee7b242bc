public import Vocabulary

/// A tag that a customer has now.
public struct CustomerTag: Sendable, Equatable {
    /// The tag's number.
    public var id: Int64
    /// Its name.
    public var name: String
    /// Its group; "" for none.
    public var group: String
    /// Since when.
    public var time: Instant
    /// Who put it on: a person, or "source:<number>".
    public var actor: String
}

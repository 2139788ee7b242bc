public import Vocabulary

/// Who does something to the graph by hand, when and why.
public struct Act: Sendable {
    /// The person or key ("account:3").
    public var actor: String
    /// Why, in their words.
    public var reason: String
    /// When.
    public var at: Instant

    /// Makes an act from its parts.
    public init(actor: String, reason: String, at: Instant) {
        self.actor = actor
        self.reason = reason
        self.at = at
    }
}

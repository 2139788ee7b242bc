public import Vocabulary

/// How one reaction is doing, for health.
public struct ReactionStatus: Sendable, Equatable {
    /// Its stable name.
    public var name: String
    /// Events it acted on since the process started.
    public var handled = 0
    /// Events set aside since the process started, because it could not digest them.
    public var setAside = 0
    /// When the newest event it acted on was received; nil before the first.
    public var newest: Instant?
    /// Why it is stuck, or nil.
    public var failure: String?
}

public import Vocabulary

/// What delivers events to us: an SDK, a connector, an import. Not an origin (来源渠道).
public struct Source: Sendable, Equatable {
    /// Its number; never used again after a deletion.
    public var id: Int32
    /// What people call it; unique.
    public var name: String
    /// The channel of its events unless they say otherwise.
    public var channel: Channel
    /// What speaks through it.
    public var kind: SourceKind
    /// Whether it takes events.
    public var status: SourceStatus
    /// Whether a secret for signed user ids is set.
    public var hasIdentifySecret: Bool
    /// When it was made.
    public var createdAt: Instant
    /// When something of it was last received (taken or refused), whatever the way; nil before the first.
    public var lastEventAt: Instant?
    /// Its keys, oldest first, revoked ones included.
    public var keys: [SourceKey]
}

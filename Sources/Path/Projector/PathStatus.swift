public import Vocabulary

/// How the projector is doing, for health, metrics and `doctor`.
public struct PathStatus: Sendable, Equatable {
    /// Last inbox batch whose identities and profiles are stored.
    public var projected: Int64 = 0
    /// Last inbox batch whose events are queryable.
    public var watermark: Int64 = 0
    /// Events that became queryable since the process started.
    public var appendedEvents: Int = 0
    /// Events a second over the last few seconds of work.
    public var eventsPerSecond: Double = 0
    /// When the newest queryable batch was received; nil before the first.
    public var newestReceived: Instant?
    /// How each room that reacts to events is doing.
    public var reactions: [ReactionStatus] = []
    /// Why the projector is stuck, or nil when all is well.
    public var failure: String?

    /// At rest.
    public init() {}
}

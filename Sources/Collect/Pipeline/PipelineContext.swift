import Vocabulary

/// What the steps know besides the record: one per request.
final class PipelineContext {
    let now: Instant
    let grant: SourceGrant
    let limits: CollectLimits
    /// Text the records point into.
    let bytes: [UInt8]
    /// When the request was sent by the sender's clock.
    let sentAt: Instant?
    /// User agent of the request when a visitor's own browser or app sent it; nil for servers.
    let userAgent: String?
    let agents: UserAgentCache
    /// The origin that the registry's rules give to facts, or nil.
    let origin: @Sendable (EventFacts) -> String?

    init(
        now: Instant, grant: SourceGrant, limits: CollectLimits, bytes: [UInt8], sentAt: Instant?, userAgent: String?,
        agents: UserAgentCache, origin: @escaping @Sendable (EventFacts) -> String? = { _ in nil }
    ) {
        self.origin = origin
        self.now = now
        self.grant = grant
        self.limits = limits
        self.bytes = bytes
        self.sentAt = sentAt
        self.userAgent = userAgent
        self.agents = agents
    }
}

public import Vocabulary

/// One event as the live view shows it, accepted or refused. A sample: under load most events go by unseen.
public struct LiveNotice: Sendable {
    /// When we received it.
    public var receivedAt: Instant
    /// Which source delivered it.
    public var source: Int32
    /// The source's name.
    public var sourceName: String
    /// The wire dialect ("segment").
    public var dialect: String
    /// The event when it was accepted.
    public var event: IncomingEvent?
    /// The reason when it was refused.
    public var reason: DropReason?
    /// More about the reason: which field, which limit.
    public var detail: String
    /// The start of the refused record as sent, at most 1 KB.
    public var sample: String

    /// A notice of an accepted event.
    public init(accepted event: IncomingEvent, sourceName: String, dialect: String) {
        receivedAt = event.receivedAt
        source = event.source
        self.sourceName = sourceName
        self.dialect = dialect
        self.event = event
        reason = nil
        detail = ""
        sample = ""
    }

    /// A notice of a refused record.
    public init(
        rejected reason: DropReason, detail: String, sample: String, at: Instant, source: Int32, sourceName: String, dialect: String
    ) {
        receivedAt = at
        self.source = source
        self.sourceName = sourceName
        self.dialect = dialect
        event = nil
        self.reason = reason
        self.detail = detail
        self.sample = sample
    }
}

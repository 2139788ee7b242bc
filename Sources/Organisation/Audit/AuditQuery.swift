public import Vocabulary

/// Which entries of the audit log to list.
public struct AuditQuery: Sendable {
    /// "account:7", or a name.
    public var actor: String?
    /// An action ("customer.merge") or the beginning of one ("customer.").
    public var action: String?
    /// Not before.
    public var from: Instant?
    /// Before.
    public var to: Instant?
    /// At most so many.
    public var limit: Int
    /// Only entries older than this one.
    public var before: Int64?

    /// Every entry, newest first.
    public init(
        actor: String? = nil, action: String? = nil, from: Instant? = nil, to: Instant? = nil, limit: Int = 50, before: Int64? = nil
    ) {
        self.actor = actor
        self.action = action
        self.from = from
        self.to = to
        self.limit = limit
        self.before = before
    }
}

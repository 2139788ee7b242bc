public import Vocabulary

/// Work to be done later, at least once, by whoever claims it.
public struct NewJob: Sendable {
    /// Which queue; queues do not hold each other up.
    public var queue: String
    /// Which handler.
    public var kind: String
    /// What the handler needs, as JSON text.
    public var payload: String
    /// While a job of this queue with the same key waits or runs, another is not added.
    public var uniqueKey: String?
    /// Not before this moment; nil means now.
    public var due: Instant?
    /// How often it is tried before it has failed for good, from 1.
    public var maxAttempts: Int

    /// Describes work.
    public init(
        queue: String = "default", kind: String, payload: String = "{}", uniqueKey: String? = nil, due: Instant? = nil,
        maxAttempts: Int = 20
    ) {
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.uniqueKey = uniqueKey
        self.due = due
        self.maxAttempts = maxAttempts
    }
}

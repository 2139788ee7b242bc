public import Vocabulary

/// A claimed job; its lease is kept up by the ``JobRunner`` while the handler runs.
public struct Job: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Which queue it came from.
    public var queue: String
    /// Which handler it is for.
    public var kind: String
    /// What the handler needs, as JSON text.
    public var payload: String
    /// Which try this is, from 1.
    public var attempt: Int
    /// The last try there will be.
    public var maxAttempts: Int
    /// When it was due.
    public var due: Instant

    /// A job as a runner hands it over; tests make their own.
    package init(id: Int64, queue: String, kind: String, payload: String, attempt: Int, maxAttempts: Int, due: Instant) {
        self.id = id
        self.queue = queue
        self.kind = kind
        self.payload = payload
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.due = due
    }
}

/// Where accepted batches are durable before the ack: one row per flush, in its own SQLite file (embedded) or a PostgreSQL table.
///
/// Group commit: whatever gathered during the previous fsync goes into the next row. Capped in bytes; past the cap `accept` throws
/// `unavailable` with `retryAfter`.
public protocol Inbox: AnyObject, Sendable {
    /// Makes one request's events and counts durable; calls `done` once they are, or with what went wrong.
    ///
    /// `done` runs on a thread of the inbox (or, for a refusal, on the caller's) and must not block. Event loops use this form; everybody else ``accept(_:)``.
    func accept(_ entry: InboxEntry, done: @escaping @Sendable (Result<Void, any Error>) -> Void)

    /// The batches after `sequence`, oldest first, at most `limitBytes` of payload (at least one when there is one).
    func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch]

    /// Forgets every batch up to and including `sequence`: the behaviour watermark has passed it.
    func remove(through sequence: Int64) async throws

    /// Waits until there is a batch after `sequence`; returns at once when there is one. Ends early when the task is cancelled.
    func waitForBatch(after sequence: Int64) async throws

    /// Cumulative totals since the data folder was made, and what is waiting now.
    func status() async -> InboxStatus

    /// Flushes, closes.
    func close() async
}

extension Inbox {
    /// Makes one request's events and counts durable; returns once they are.
    public func accept(_ entry: InboxEntry) async throws {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
            accept(entry) { continuation.resume(with: $0) }
        }
    }
}

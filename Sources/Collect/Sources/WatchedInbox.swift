public import Storage
public import Vocabulary

/// An inbox that notes when each source last delivered something: every way in ends here.
public final class WatchedInbox: Inbox {
    private let inner: any Inbox
    private let activity: SourceActivity
    private let clock: WallClock

    /// Wraps that inbox.
    public init(_ inner: any Inbox, activity: SourceActivity, clock: WallClock) {
        self.inner = inner
        self.activity = activity
        self.clock = clock
    }

    /// See ``Inbox/accept(_:done:)``; noted once durable.
    public func accept(_ entry: InboxEntry, done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
        inner.accept(entry) { [activity, clock] result in
            if case .success = result { activity.note(entry, at: clock.now.milliseconds) }
            done(result)
        }
    }

    /// See ``Inbox/batches(after:limitBytes:)``.
    public func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch] {
        try await inner.batches(after: sequence, limitBytes: limitBytes)
    }
    /// See ``Inbox/remove(through:)``.
    public func remove(through sequence: Int64) async throws { try await inner.remove(through: sequence) }
    /// See ``Inbox/waitForBatch(after:)``.
    public func waitForBatch(after sequence: Int64) async throws { try await inner.waitForBatch(after: sequence) }
    /// See ``Inbox/status()``.
    public func status() async -> InboxStatus { await inner.status() }
    /// See ``Inbox/close()``.
    public func close() async { await inner.close() }
}

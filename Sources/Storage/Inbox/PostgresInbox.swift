import Vocabulary

/// The inbox of many machines: tables of the operational database (migration 7), shared by every process that collects.
///
/// ``status()`` counts all processes; the cap in bytes is each process's view, refreshed whenever batches are removed.
public final class PostgresInbox: Inbox {
    private let core: GroupCommitInbox

    private init(_ core: GroupCommitInbox) { self.core = core }

    /// Connects; the schema must be up to date (``Migrator``). `capBytes` is the most payload that may wait.
    public static func open(url: String, capBytes: Int = 2 << 30) async throws -> PostgresInbox {
        let opener = WorkerPool(name: "inbox-open", threads: 1)
        let inbox = try await opener.run { _ in
            PostgresInbox(try GroupCommitInbox(PostgresInboxTables(url: url), capBytes: capBytes, limits: GroupCommitInbox.Limits()))
        }
        await opener.close()
        return inbox
    }

    /// See ``Inbox/accept(_:done:)``.
    public func accept(_ entry: InboxEntry, done: @escaping @Sendable (Result<Void, any Error>) -> Void) { core.accept(entry, done: done) }
    /// See ``Inbox/batches(after:limitBytes:)``.
    public func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch] {
        try await core.batches(after: sequence, limitBytes: limitBytes)
    }
    /// See ``Inbox/remove(through:)``.
    public func remove(through sequence: Int64) async throws { try await core.remove(through: sequence) }
    /// See ``Inbox/waitForBatch(after:)``.
    public func waitForBatch(after sequence: Int64) async throws { try await core.waitForBatch(after: sequence) }
    /// See ``Inbox/status()``.
    public func status() async -> InboxStatus { await core.status() }
    /// See ``Inbox/close()``.
    public func close() async { await core.close() }
}

import Vocabulary

/// The embedded inbox: a SQLite file of its own, `synchronous=FULL`.
///
/// One commit makes durable whatever gathered during the previous one, in rows of about 256 KB, together with the cumulative totals. Its file lock keeps a
/// second process away.
public final class SQLiteInbox: Inbox {
    private let core: GroupCommitInbox

    /// Opens or makes the file; `capBytes` is the most payload that may wait.
    ///
    /// Throws `unavailable` when another process uses it or the folder cannot be written, `unusableData` when it is damaged, newer or foreign.
    public convenience init(path: String, capBytes: Int = 2 << 30) throws {
        try self.init(path: path, capBytes: capBytes, limits: GroupCommitInbox.Limits())
    }

    init(path: String, capBytes: Int, limits: GroupCommitInbox.Limits) throws {
        let file = try SQLiteInboxFile(path: path)
        let core = try GroupCommitInbox(file, capBytes: capBytes, limits: limits)
        try file.checkpoint { [weak core] body in
            if core?.whileAtRest(body) != true { body() }
        }
        self.core = core
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

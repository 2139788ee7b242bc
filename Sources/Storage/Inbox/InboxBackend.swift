/// The durable side of an inbox; called from the inbox's own threads only: everything but `read` and `load` from the flushing one.
protocol InboxBackend: AnyObject, Sendable {
    /// Whether other processes put batches in too; then what this process remembers is not the whole truth.
    var isShared: Bool { get }

    /// Totals, what waits and the newest sequence number, as stored.
    func load(capBytes: Int) throws -> InboxStatus

    /// Stores and removes in one durable transaction.
    func commit(_ flush: InboxFlush) throws -> InboxCommit

    /// Batches after `sequence`, oldest first, at most `limitBytes` of payload but at least one.
    func read(after sequence: Int64, limitBytes: Int) throws -> [InboxBatch]

    /// Writes something of a flush's size and takes it away again, to learn whether writing works again.
    func probe() throws

    /// Prepares for use after a failure; nothing when the connection survives failures.
    func recover()

    /// Closes files and connections.
    func close()
}

/// What a durable transaction of the inbox did.
struct InboxCommit: Sendable {
    /// The sequence number of the first stored row; meaningless without rows.
    var first: Int64 = 0
    /// How many rows went, and their payload bytes.
    var removedBatches = 0
    var removedBytes = 0
}

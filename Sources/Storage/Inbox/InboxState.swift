import Vocabulary

/// What the inbox remembers between flushes: who waits, what is known of the stored side, and the newest batches.
///
/// A value without I/O; the shell keeps it under a lock and performs what it returns outside.
struct InboxState {
    /// Resumes a caller once its flush is durable or has failed.
    typealias Acknowledge = @Sendable (Result<Void, any Error>) -> Void

    /// A request that waits for its flush.
    private struct Waiting {
        var entry: InboxEntry
        var acknowledge: Acknowledge
    }

    private(set) var status: InboxStatus
    private var pending: [Waiting] = []
    private var pendingBytes = 0
    private var flushingBytes = 0
    private var removals: (through: Int64, acknowledge: [Acknowledge])?
    private var tail: [InboxBatch] = []
    private var tailBytes = 0
    private var rests: [@Sendable () -> Void] = []
    private(set) var closing = false

    init(_ status: InboxStatus) { self.status = status }

    // MARK: Callers

    /// Queues an entry, or says why not.
    mutating func accept(_ entry: InboxEntry, _ acknowledge: @escaping Acknowledge) -> LianluError? {
        if closing { return WorkerPool.closed }
        let full = status.waitingBytes + flushingBytes + pendingBytes
        if full > 0, full + entry.payload.count > status.capBytes, !entry.payload.isEmpty {
            return LianluError(
                .unavailable, "The inbox is full: \(full) of \(status.capBytes) bytes wait to be projected.",
                hint: "Send again after the time in Retry-After; nothing of this request was stored.", retryAfter: 5)
        }
        pending.append(Waiting(entry: entry, acknowledge: acknowledge))
        pendingBytes += entry.payload.count
        return nil
    }

    /// Queues a removal; it rides along with the next flush.
    mutating func remove(through sequence: Int64, _ acknowledge: @escaping Acknowledge) -> LianluError? {
        if closing { return WorkerPool.closed }
        removals = (max(removals?.through ?? 0, sequence), (removals?.acknowledge ?? []) + [acknowledge])
        return nil
    }

    /// Queues something that must run while no transaction is open.
    mutating func rest(_ body: @escaping @Sendable () -> Void) -> Bool {
        if closing { return false }
        rests.append(body)
        return true
    }

    /// Refuses new work from now on.
    mutating func close() { closing = true }

    /// Batches after `sequence` that are still in memory; nil when the stored side must be asked.
    func remembered(after sequence: Int64, limitBytes: Int) -> [InboxBatch]? {
        guard let first = tail.first?.sequence, first <= sequence + 1, var index = tail.firstIndex(where: { $0.sequence == sequence + 1 })
        else {
            return nil
        }
        var found: [InboxBatch] = []
        var bytes = 0
        var next = sequence + 1
        while index < tail.count, tail[index].sequence == next, found.isEmpty || bytes + tail[index].payload.count <= limitBytes {
            found.append(tail[index])
            bytes += tail[index].payload.count
            index += 1
            next += 1
        }
        return found
    }

    // MARK: Flushing

    /// What the flushing thread does next.
    enum Action {
        /// Make this durable, then report to ``flushed(_:_:rememberBytes:)`` or ``failed(_:)``.
        case flush(InboxFlush, [Acknowledge])
        /// Run these while the connection is at rest.
        case rest([@Sendable () -> Void])
        /// Nothing more will come.
        case end
    }

    /// Takes up to `flushBytes` of what gathered, in order; nil when there is nothing to do.
    mutating func next(flushBytes: Int, rowBytes: Int) -> Action? {
        if !rests.isEmpty {
            defer { rests = [] }
            return .rest(rests)
        }
        guard !pending.isEmpty || removals != nil else { return closing ? .end : nil }
        var flush = InboxFlush()
        var acknowledge: [Acknowledge] = []
        var taken = 0
        var bytes = 0
        while taken < pending.count, taken == 0 || bytes + pending[taken].entry.payload.count <= flushBytes {
            bytes += pending[taken].entry.payload.count
            flush.add(pending[taken].entry, rowBytes: rowBytes)
            acknowledge.append(pending[taken].acknowledge)
            taken += 1
        }
        if taken == pending.count { pending.removeAll(keepingCapacity: true) } else { pending.removeFirst(taken) }
        pendingBytes -= bytes
        flushingBytes = bytes
        if let removals {
            flush.removeThrough = removals.through
            acknowledge += removals.acknowledge
        }
        removals = nil
        return .flush(flush, acknowledge)
    }

    /// The flush is durable; the newest `rememberBytes` of payload stay in memory for the projector.
    mutating func flushed(_ flush: InboxFlush, _ commit: InboxCommit, rememberBytes: Int) {
        flushingBytes = 0
        status.failure = nil
        for (source, count) in flush.received { status.received[source, default: 0] += count }
        for (source, reasons) in flush.rejected {
            for (reason, count) in reasons { status.rejected[source, default: [:]][reason, default: 0] += count }
        }
        for (offset, row) in flush.rows.enumerated() {
            let batch = InboxBatch(sequence: commit.first + Int64(offset), payload: row.payload, count: row.count)
            tail.append(batch)
            tailBytes += batch.payload.count
            status.waitingBytes += batch.payload.count
            status.waitingBatches += 1
            status.lastSequence = max(status.lastSequence, batch.sequence)
        }
        status.waitingBytes -= commit.removedBytes
        status.waitingBatches -= commit.removedBatches
        var forget = 0
        while forget < tail.count, tailBytes > rememberBytes || tail[forget].sequence <= flush.removeThrough ?? 0 {
            tailBytes -= tail[forget].payload.count
            forget += 1
        }
        tail.removeFirst(forget)
    }

    /// The flush failed; nothing of it is stored.
    mutating func failed(_ reason: String) {
        flushingBytes = 0
        status.failure = reason
    }

    /// Writing works again.
    mutating func recovered() { status.failure = nil }

    /// What the stored side says, when other processes change it too.
    mutating func refresh(_ stored: InboxStatus) {
        let failure = status.failure
        status = stored
        status.failure = failure
    }
}

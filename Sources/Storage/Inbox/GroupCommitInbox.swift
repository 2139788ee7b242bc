import Glibc
import Synchronization
import Vocabulary

/// The shell both inboxes share: one thread flushes whatever gathered during its previous commit, so that the number of fsyncs follows the disk, not the
/// requests. Senders that come one after another wait for nobody; a crowd gathers for two milliseconds,
/// because commits cost processor as well as disk.
final class GroupCommitInbox: Sendable {
    /// Sizes of flushes and rows, in bytes.
    struct Limits: Sendable {
        /// A row takes further requests until it holds this much: about what the projector handles in one transaction.
        var row = 256 << 10
        /// The most one transaction stores (one larger request still goes alone).
        var flush = 8 << 20
        /// How much of the newest payload stays in memory, so that the projector seldom reads from disk.
        var remember = 16 << 20
        /// After a flush that acknowledged at least ``crowd`` callers, the next begins this long after it began, in milliseconds: a commit costs the same
        /// for five requests and for fifty.
        var pace = 2
        /// See ``pace``; after fewer callers the next flush begins at once.
        var crowd = 4
        /// While writing fails and nobody sends, try again this often, in milliseconds.
        var probe = 1000
    }

    private let backend: any InboxBackend
    private let limits: Limits
    private let capBytes: Int
    private let monitor: Monitor<InboxState>
    private let reader: WorkerPool
    private let waiters = WatermarkWaiters()
    private let ended = Monitor(false)

    init(_ backend: any InboxBackend, capBytes: Int, limits: Limits) throws {
        self.backend = backend
        self.limits = limits
        self.capBytes = capBytes
        let status = try backend.load(capBytes: capBytes)
        monitor = Monitor(InboxState(status))
        reader = WorkerPool(name: "inbox-read", threads: 1)
        waiters.advance(to: status.lastSequence)
        WorkerPool.spawn("inbox") { [self] in flushLoop() }
    }

    func accept(_ entry: InboxEntry, done: @escaping InboxState.Acknowledge) {
        if let refusal = monitor.signal({ $0.accept(entry, done) }) { done(.failure(refusal)) }
    }

    func remove(through sequence: Int64) async throws {
        try await queue { state, acknowledge in state.remove(through: sequence, acknowledge) }
    }

    func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch] {
        if let found = monitor.with({ $0.remembered(after: sequence, limitBytes: limitBytes) }) { return found }
        return try await reader.run { [backend] _ in try backend.read(after: sequence, limitBytes: limitBytes) }
    }

    func waitForBatch(after sequence: Int64) async throws {
        guard backend.isShared else { return try await waiters.wait(after: sequence) }
        // Another process may put batches in; ours wake us at once, theirs within a second.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [waiters] in try await waiters.wait(after: sequence) }
            group.addTask { [self] in
                while await status().lastSequence <= sequence { try await Task.sleep(for: .seconds(1)) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    func status() async -> InboxStatus {
        let own = monitor.with { $0.status }
        guard backend.isShared else { return own }
        do {
            var stored = try await reader.run { [backend, capBytes] _ in try backend.load(capBytes: capBytes) }
            stored.failure = own.failure
            return stored
        } catch {
            var stored = own
            stored.failure = own.failure ?? Self.describe(error)
            return stored
        }
    }

    func close() async {
        let first = monitor.signal(all: true) { state in
            defer { state.close() }
            return !state.closing
        }
        guard first else { return }
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            WorkerPool.spawn("inbox-close") { [ended] in
                ended.wait { $0 ? () : nil }
                continuation.resume()
            }
        }
        await reader.close()
        waiters.close()
        backend.close()
    }

    /// Runs a body on the flushing thread while no transaction is open; false when the inbox is closing.
    func whileAtRest(_ body: @escaping @Sendable () -> Void) -> Bool { monitor.signal { $0.rest(body) } }

    private func queue(_ change: @escaping (inout InboxState, @escaping InboxState.Acknowledge) -> LianluError?) async throws {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
            let refusal = monitor.signal { change(&$0) { continuation.resume(with: $0) } }
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    // MARK: The flushing thread

    private func flushLoop() {
        while true {
            let failing = monitor.with { $0.status.failure != nil }
            let action =
                failing
                ? monitor.wait(milliseconds: limits.probe) { $0.next(flushBytes: limits.flush, rowBytes: limits.row) }
                : monitor.wait { $0.next(flushBytes: limits.flush, rowBytes: limits.row) }
            switch action {
            case .flush(let flush, let acknowledge):
                let watch = Stopwatch()
                perform(flush, acknowledge, failing: failing)
                if acknowledge.count >= limits.crowd { rest(until: limits.pace, watch) }
            case .rest(let bodies): for body in bodies { body() }
            case .end:
                ended.signal(all: true) { $0 = true }
                return
            case nil: probe()
            }
        }
    }

    private func rest(until milliseconds: Int, _ watch: Stopwatch) {
        let left = Int64(milliseconds) * 1000 - watch.nanoseconds / 1000
        if left > 0 { usleep(UInt32(left)) }
    }

    private func perform(_ flush: InboxFlush, _ acknowledge: [InboxState.Acknowledge], failing: Bool) {
        do {
            if failing { backend.recover() }
            let commit = try backend.commit(flush)
            FaultPoint.reach("inbox.committed")
            let stored = backend.isShared && flush.removeThrough != nil ? try? backend.load(capBytes: capBytes) : nil
            let last = monitor.with { state in
                state.flushed(flush, commit, rememberBytes: limits.remember)
                if let stored { state.refresh(stored) }
                return state.status.lastSequence
            }
            for resume in acknowledge { resume(.success(())) }
            waiters.advance(to: last)
        } catch {
            monitor.with { $0.failed(Self.describe(error)) }
            for resume in acknowledge { resume(.failure(error)) }
        }
    }

    private func probe() {
        do {
            backend.recover()
            try backend.probe()
            monitor.with { $0.recovered() }
        } catch {
            monitor.with { $0.failed(Self.describe(error)) }
        }
    }

    private static func describe(_ error: any Error) -> String { (error as? LianluError).map { "\($0.message) \($0.hint)" } ?? "\(error)" }
}

public import Storage
import Synchronization
public import Vocabulary

/// Remembers which keys were seen within the last days, durably, at hundreds of millions of keys.
///
/// Keys are kept as sorted runs in the operational store, as in a log-structured merge tree: every call of ``firstSeen(_:in:)`` writes its new keys
/// as one small run in the caller's transaction; runs of one day and size are merged eight to one by bounded steps. Each run has a filter in memory,
/// and only when that passes a key is a page of 248 keys read. A key thus costs no random write and nearly no read.
///
///     let isNew = try deduplicator.firstSeen(keys, in: tx)     // inside the projector's transaction
///     deduplicator.commit()                                     // after it committed; rollback() when it did not
///
/// One projector at a time may use it; calls from several threads wait for each other.
public final class Deduplicator: Sendable {
    /// Days a key is remembered by default.
    public static let defaultWindowDays = 8
    /// The fewest days that may be set.
    public static let leastWindowDays = 7

    private let state: Mutex<DedupeState>
    private let shown = Mutex(DedupeStats())

    /// Knows nothing yet; reads the store in the first transaction that uses it, or in ``load(in:)``.
    ///
    /// A key is found for at least `windowDays` days (never fewer than 7) after the day it was received.
    public convenience init(windowDays: Int = defaultWindowDays) { self.init(windowDays: windowDays, limits: DedupeLimits()) }

    init(windowDays: Int, limits: DedupeLimits) {
        state = Mutex(DedupeState(windowDays: Int32(clamping: max(windowDays, Self.leastWindowDays)), limits: limits))
    }

    /// Reads what the store holds: filters of large runs, keys of small ones. Called once before projecting starts, so that the first batch is not slow.
    public func load(in tx: any SQLTransaction) throws {
        try state.withLock { state in
            state.distrust()
            try state.reconcile(in: tx)
            publish(state)
        }
    }

    /// For each key with the day (UTC, since the epoch) on which it was received: true when it was never seen before, earlier in this list included.
    ///
    /// New keys are remembered if and only if the transaction commits; say so with ``commit()`` or ``rollback()``.
    public func firstSeen(_ keys: [(key: Hash128, day: Int32)], in tx: any SQLTransaction) throws -> [Bool] {
        try state.withLock { state in
            try state.reconcile(in: tx)
            let answer = try state.firstSeen(keys, in: tx)
            // Under a load that never lets the projector idle, merging goes along with the batches.
            for _ in 0..<state.overdueSteps { _ = try state.mergeStep(in: tx) }
            return answer
        }
    }

    /// Does one bounded piece of upkeep (a few milliseconds): merges runs, forgets days past the window, deletes what is no longer read.
    ///
    /// Returns false when there was nothing to do. Followed by ``commit()`` or ``rollback()`` like ``firstSeen(_:in:)``.
    public func mergeStep(in tx: any SQLTransaction) throws -> Bool {
        try state.withLock { state in
            try state.reconcile(in: tx)
            return try state.mergeStep(in: tx)
        }
    }

    /// The transaction committed: what it staged holds.
    public func commit() {
        state.withLock { state in
            state.commit()
            publish(state)
        }
    }

    /// The transaction did not commit, or nobody knows: forgets what it staged and compares with the store next time.
    public func rollback() { state.withLock { $0.rollback() } }

    /// Sets the window, at least 7 days; takes effect with the next upkeep.
    public func setWindow(days: Int) { state.withLock { $0.windowDays = Int32(clamping: max(days, Self.leastWindowDays)) } }

    /// What it holds and has done, as of the last commit.
    public func stats() -> DedupeStats { shown.withLock { $0 } }

    private func publish(_ state: borrowing DedupeState) {
        let stats = state.stats()
        shown.withLock { $0 = stats }
    }
}

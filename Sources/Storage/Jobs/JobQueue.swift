import Synchronization
public import Vocabulary

/// Leased jobs: added in the caller's transaction, claimed and finished in batches, tried again with back-off, rescued when their runner died.
///
/// Each job runs at least once; handlers make repeating harmless. A ``JobRunner`` does the claiming; it sleeps until the next due moment or a wake-up.
public final class JobQueue: Sendable {
    let store: any OperationalStore
    let clock: WallClock
    let entropy: Entropy
    /// What upkeep (rescue, cron, pruning) sleeps on; queues have their own.
    let upkeepWakeUp = WakeUp()
    private let listeners = Mutex<[WakeUp]>([])

    /// Jobs on that store.
    public init(store: any OperationalStore, clock: WallClock, entropy: Entropy) {
        self.store = store
        self.clock = clock
        self.entropy = entropy
    }

    /// Adds a job in the caller's transaction and wakes the runner once it is durable; returns its number, or nil when its unique key is taken.
    @discardableResult
    public func add(_ job: NewJob, in transaction: any SQLTransaction) throws -> Int64? { try add([job], in: transaction)[0] }

    /// Adds jobs in the caller's transaction; two of one call must not share a unique key.
    @discardableResult
    public func add(_ jobs: [NewJob], in transaction: any SQLTransaction) throws -> [Int64?] {
        let added = try JobTable.add(jobs, now: clock.now, in: transaction)
        transaction.afterCommit { [self] in wakeQueues() }
        return added
    }

    /// Cancels a waiting job in the caller's transaction; false when it does not wait (any more).
    @discardableResult
    public func cancel(_ id: Int64, in transaction: any SQLTransaction) throws -> Bool {
        try transaction.execute(
            "UPDATE job SET state = 4, finished_at = $1 WHERE id = $2 AND state = 0", [.integer(clock.now.milliseconds), .integer(id)]) > 0
    }

    /// Tries a job that has failed for good again, from its first attempt; false when it has not failed.
    @discardableResult
    public func tryAgain(_ id: Int64, in transaction: any SQLTransaction) throws -> Bool {
        let changed = try transaction.execute(
            "UPDATE job SET state = 0, attempt = 0, due_at = $1, finished_at = NULL WHERE id = $2 AND state = 3",
            [.integer(clock.now.milliseconds), .integer(id)])
        transaction.afterCommit { [self] in wakeQueues() }
        return changed > 0
    }

    /// Tells runners to look again now (the clock was set, a quota was raised).
    public func wake() {
        wakeQueues()
        upkeepWakeUp.wake()
    }

    private func wakeQueues() {
        for listener in listeners.withLock({ $0 }) { listener.wake() }
    }

    /// A wake-up of one's own, called whenever jobs are added.
    func listen() -> WakeUp {
        let wakeUp = WakeUp()
        listeners.withLock { $0.append(wakeUp) }
        return wakeUp
    }

    func forget(_ wakeUp: WakeUp) { listeners.withLock { $0.removeAll { $0 === wakeUp } } }

    /// How many jobs wait or run, and how many have failed for good.
    public func counts() async throws -> JobCounts {
        try await store.read { transaction in
            let open = "SELECT (SELECT count(*) FROM job WHERE state = 0), (SELECT count(*) FROM job WHERE state = 1)"
            let failed = "(SELECT count(*) FROM job WHERE state IN (2, 3, 4) AND state = 3)"
            return try transaction.first("\(open), \(failed)", []) { row in
                JobCounts(waiting: Int(row.integer(0)), running: Int(row.integer(1)), failed: Int(row.integer(2)))
            } ?? JobCounts(waiting: 0, running: 0, failed: 0)
        }
    }

    /// What waits for one destination.
    public struct Backlog: Sendable, Equatable {
        /// The queue ("account.3", "ads.1").
        public var queue: String
        /// Jobs that are due and have not begun.
        public var due: Int
        /// Jobs that did not work out before and wait for another try.
        public var retrying: Int
        /// When the one was due that has been due longest; a job that runs counts too, one that hangs shows by its age.
        public var oldest: Instant
    }

    /// Queues whose name begins like that and in which something waits or is tried again.
    public func backlog(of prefixes: [String]) async throws -> [Backlog] {
        let now = clock.now
        return try await store.read { transaction in
            try transaction.query(
                "SELECT queue, sum(CASE WHEN state = 0 AND attempt = 0 AND due_at <= $1 THEN 1 ELSE 0 END), sum(CASE WHEN state = 0 AND attempt > 0 THEN 1 ELSE 0 END), min(due_at) FROM job WHERE state IN (0, 1) AND (due_at <= $2 OR attempt > 0) GROUP BY queue",
                [.integer(now.milliseconds), .integer(now.milliseconds)]
            ) { row in
                Backlog(
                    queue: row.text(0), due: Int(row.integer(1)), retrying: Int(row.integer(2)),
                    oldest: Instant(milliseconds: row.integer(3)))
            }.filter { found in prefixes.contains { found.queue.hasPrefix($0) } }
        }
    }

    // MARK: What a runner does

    func claim(queue: String, limit: Int, owner: String, leaseMilliseconds: Int64) async throws -> [Job] {
        let now = clock.now
        return try await store.write(.projection) { transaction in
            try JobTable.claim(
                queue: queue, limit: limit, owner: owner, now: now, until: now.adding(milliseconds: leaseMilliseconds), in: transaction)
        }
    }

    /// Takes up what this owner leased without hearing of it. A look without a write first: there is hardly ever anything.
    func takeUp(queue: String, limit: Int, owner: String, except: Set<Int64>, leaseMilliseconds: Int64) async throws -> [Job] {
        let leased = try await store.read { transaction in
            try transaction.query(
                "SELECT id FROM job WHERE state = 1 AND queue = $1 AND lease_owner = $2", [.text(queue), .text(owner)]
            ) { $0.integer(0) }
        }
        guard leased.contains(where: { !except.contains($0) }) else { return [] }
        let until = clock.now.adding(milliseconds: leaseMilliseconds)
        return try await store.write(.projection) { transaction in
            try JobTable.takeUp(queue: queue, limit: limit, owner: owner, except: except, until: until, in: transaction)
        }
    }

    func finish(_ outcomes: [(job: Job, outcome: JobOutcome)], owner: String) async throws -> Int {
        let now = clock.now
        return try await store.write(.projection) { try JobTable.finish(outcomes, owner: owner, now: now, in: $0) }
    }

    func extend(_ ids: [Int64], owner: String, leaseMilliseconds: Int64) async throws {
        guard !ids.isEmpty else { return }
        let until = clock.now.adding(milliseconds: leaseMilliseconds)
        try await store.write(.projection) { _ = try JobTable.extend(ids, owner: owner, until: until, in: $0) }
    }

    /// Frees orphans; returns how many there were and when the next lease runs out.
    func rescue() async throws -> (freed: Int, next: Instant?) {
        let now = clock.now
        let (next, late) = try await store.read { transaction in
            let next = try JobTable.nextLeaseEnd(in: transaction)
            return (next, next.map { $0 < now } ?? false)
        }
        guard late else { return (0, next) }
        return try await store.write(.projection) { transaction in
            (try JobTable.rescue(now: now, in: transaction), try JobTable.nextLeaseEnd(in: transaction))
        }
    }

    /// Frees every leased job: whoever holds one is no more.
    func rescueAll() async throws -> Int {
        let now = clock.now
        return try await store.write(.projection) {
            try JobTable.rescue(now: now, endingBefore: Instant(milliseconds: .max), in: $0)
        }
    }

    func nextDue(queue: String) async throws -> Instant? { try await store.read { try JobTable.nextDue(queue: queue, in: $0) } }

    /// Removes ended jobs: done and cancelled ones after a day, failed ones after two weeks.
    @discardableResult
    public func prune() async throws -> Int {
        let now = clock.now
        var removed = 0
        while true {
            let some = try await store.write(.background) { transaction in
                try JobTable.prune(
                    before: now.adding(milliseconds: -86_400_000), failedBefore: now.adding(milliseconds: -14 * 86_400_000), limit: 500,
                    in: transaction)
            }
            removed += some
            if some < 500 { return removed }
        }
    }
}

/// How many jobs there are.
public struct JobCounts: Sendable, Equatable {
    /// Waiting to be claimed.
    public var waiting: Int
    /// Leased by a runner.
    public var running: Int
    /// Failed for good and not yet pruned.
    public var failed: Int
}

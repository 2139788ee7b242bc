public import Logging
import Synchronization
import Vocabulary

/// Claims jobs and hands them to handlers, a bounded number at a time for each queue, so that a slow queue stalls no other.
///
/// Life of a job: it waits → a runner leases it (the try counts) → the handler runs while the lease is kept up → the outcome is written together with
/// whatever else ended meanwhile → done, or waits again with back-off, or has failed for good. When a runner dies, the lease runs out and another one frees
/// the job.
public final class JobRunner: Sendable {
    /// Does one job; what it throws decides about the next try (``JobRefusal``; anything else: again with back-off).
    public typealias Handler = @Sendable (Job) async throws -> Void

    /// How much of a queue runs at once, and how it is tried again.
    public struct QueueLimit: Sendable {
        /// The queue.
        public var name: String
        /// How many of its jobs run at once; also the size of a claim.
        public var concurrency: Int
        /// The wait between tries.
        public var retry: RetryPolicy

        /// Limits a queue.
        public init(_ name: String, concurrency: Int = 16, retry: RetryPolicy = RetryPolicy()) {
            self.name = name
            self.concurrency = concurrency
            self.retry = retry
        }
    }

    private let jobs: JobQueue
    private let queues: [QueueLimit]
    private let handlers: [String: Handler]
    private let cron: CronTable
    private let logger: Logger
    private let owner: String
    private let leaseMilliseconds: Int64
    private let isAlone: Bool
    private let stopping = Mutex(false)
    private let opened: Mutex<Set<String>>
    /// Jobs in hand: only their leases are kept up. One that was leased by a claim whose answer was lost is not among them; it is taken up before the next
    /// claim, or rescued when this runner ends before that.
    private let held = Mutex<Set<Int64>>([])
    private let openings = AsyncStream<QueueLimit>.makeStream()

    /// The longest sleep: other processes' jobs on PostgreSQL and a clock that was set are noticed after it.
    private var longestSleep: Int64 { jobs.store.engine == .postgres ? 5_000 : 60_000 }

    /// Runs these queues with these handlers by kind. The lease is how long a dead runner's jobs stay untouched; a runner that is alone on its store
    /// (embedded, where the data folder is locked) frees them when it starts.
    public init(
        _ jobs: JobQueue, queues: [QueueLimit], handlers: [String: Handler], logger: Logger = Logger(label: "lianlu.jobs"),
        leaseMilliseconds: Int64 = 60_000, isAlone: Bool = false
    ) {
        self.isAlone = isAlone
        self.jobs = jobs
        self.queues = queues
        self.handlers = handlers
        self.logger = logger
        self.leaseMilliseconds = leaseMilliseconds
        opened = Mutex(Set(queues.map(\.name)))
        cron = CronTable(jobs: jobs)
        owner = jobs.entropy.token(bits: 80)
    }

    /// Runs until ``stop()`` (what runs may finish) or until the task is cancelled (handlers are cancelled, their jobs wait again).
    public func run() async {
        if isAlone, let freed = await attempt("rescue", { try await self.jobs.rescueAll() }), freed > 0 {
            logger.warning("jobs of the process before are taken up again", metadata: ["count": "\(freed)"])
        }
        await withTaskGroup(of: Void.self) { group in
            for queue in queues { group.addTask { await self.run(queue) } }
            // Queues that are opened later (an account of a channel that was just made).
            group.addTask {
                await withTaskGroup(of: Void.self) { later in
                    for await queue in self.openings.stream { later.addTask { await self.run(queue) } }
                    await later.waitForAll()
                }
            }
            let upkeep = Task { await self.upkeep() }
            let leases = Task { await self.keepLeases() }
            await withTaskCancellationHandler {
                await group.waitForAll()
            } onCancel: {
                openings.continuation.finish()
                jobs.wake()
            }
            upkeep.cancel()
            leases.cancel()
            await upkeep.value
            await leases.value
        }
    }

    /// Begins to run another queue; nothing happens when it runs already.
    public func open(_ queue: QueueLimit) {
        if opened.withLock({ $0.insert(queue.name).inserted }) { openings.continuation.yield(queue) }
    }

    /// Claims nothing any more; ``run()`` returns once what runs has finished.
    public func stop() {
        stopping.withLock { $0 = true }
        openings.continuation.finish()
        jobs.wake()
    }

    private var isStopping: Bool { Task.isCancelled || stopping.withLock { $0 } }

    // MARK: One queue

    private func run(_ queue: QueueLimit) async {
        let desk = JobDesk()
        let wakeUp = jobs.listen()
        defer { jobs.forget(wakeUp) }
        await withTaskGroup(of: Void.self) { group in
            // Until then a claim whose answer was lost may turn out to have been done.
            var doubtful: Instant?
            while true {
                let calls = wakeUp.calls
                let isSettled = await settle(desk)
                while desk.takeEnded() { await group.next() }
                if isStopping {
                    if desk.running == 0 { break }
                    // Cancelled handlers end soon; each end wakes us.
                    await desk.waitForEnd()
                    continue
                }
                // What ended may be written down although that failed; a job claimed again before it is known would be taken for the one that ended.
                if !isSettled { continue }
                let free = queue.concurrency - desk.running
                var claimed: [Job] = []
                if free > 0 {
                    if let end = doubtful, jobs.clock.now > end { doubtful = nil }
                    let isDoubtful = doubtful != nil
                    if let got = await attempt("claim", { try await self.claim(queue, free, isDoubtful: isDoubtful) }) {
                        claimed = got
                    } else {
                        doubtful = jobs.clock.now.adding(milliseconds: leaseMilliseconds)
                    }
                }
                held.withLock { $0.formUnion(claimed.map(\.id)) }
                for job in claimed {
                    desk.started()
                    group.addTask {
                        let outcome = await self.outcome(of: job, queue)
                        desk.ended(job, outcome)
                        wakeUp.wake()
                    }
                }
                if !claimed.isEmpty { continue }
                if desk.hasOutcomes { continue }
                var pause = free > 0 ? await self.pause(queue) : longestSleep
                if doubtful != nil { pause = min(pause, 1_000) }
                await wakeUp.sleep(since: calls, milliseconds: pause)
            }
        }
        await settle(desk)
    }

    private func claim(_ queue: QueueLimit, _ limit: Int, isDoubtful: Bool) async throws -> [Job] {
        if isDoubtful {
            let unheard = try await jobs.takeUp(
                queue: queue.name, limit: limit, owner: owner, except: held.withLock { $0 }, leaseMilliseconds: leaseMilliseconds)
            if !unheard.isEmpty { return unheard }
        }
        // A look without a write first: an idle queue costs no fsync.
        guard let due = try await jobs.nextDue(queue: queue.name), due <= jobs.clock.now else { return [] }
        return try await jobs.claim(queue: queue.name, limit: limit, owner: owner, leaseMilliseconds: leaseMilliseconds)
    }

    private func pause(_ queue: QueueLimit) async -> Int64 {
        guard let due = await attempt("next due", { try await self.jobs.nextDue(queue: queue.name) }) ?? nil else { return longestSleep }
        return min(max(due.since(jobs.clock.now), 1), longestSleep)
    }

    private func outcome(of job: Job, _ queue: QueueLimit) async -> JobOutcome {
        guard let handler = handlers[job.kind] else { return .failed(error: "There is no handler for “\(job.kind)”.") }
        do {
            try await handler(job)
            return .done
        } catch let refusal as JobRefusal {
            let now = jobs.clock.now
            switch refusal {
            case .giveUp(let why): return .failed(error: why)
            case .retry(let wait, let why): return .retry(at: now.adding(milliseconds: wait), error: why)
            case .postpone(let wait): return .postponed(until: now.adding(milliseconds: wait))
            }
        } catch {
            if Task.isCancelled { return .postponed(until: jobs.clock.now) }
            let random = jobs.entropy.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let wait = queue.retry.delay(afterAttempt: job.attempt, random: random)
            let text = (error as? LianluError).map { "\($0.message) \($0.hint)" } ?? "\(error)"
            logger.warning(
                "job failed", metadata: ["kind": "\(job.kind)", "job": "\(job.id)", "attempt": "\(job.attempt)", "error": "\(text)"])
            return .retry(at: jobs.clock.now.adding(milliseconds: wait), error: text)
        }
    }

    /// Writes down what ended, in one transaction; keeps it when that fails, and says so after a while.
    @discardableResult
    private func settle(_ desk: JobDesk) async -> Bool {
        let outcomes = desk.takeOutcomes()
        guard !outcomes.isEmpty else { return true }
        // Also while being cancelled: an unstructured task does not inherit that.
        let (jobs, owner) = (jobs, owner)
        let done = await attempt("finish") { try await Task { try await jobs.finish(outcomes, owner: owner) }.value }
        if done == nil {
            desk.giveBack(outcomes)
            try? await Task.sleep(for: .seconds(1))
            return false
        }
        held.withLock { $0.subtract(outcomes.map(\.job.id)) }
        return true
    }

    // MARK: Upkeep

    /// Rescues orphans, fires cron entries, prunes; sleeps until the next of these is due.
    private func upkeep() async {
        var lastPrune = Instant(milliseconds: 0)
        while !isStopping {
            let calls = jobs.upkeepWakeUp.calls
            var next = jobs.clock.now.adding(milliseconds: longestSleep)
            if let rescued = await attempt("rescue", { try await self.jobs.rescue() }) {
                if rescued.freed > 0 {
                    logger.warning("jobs rescued", metadata: ["count": "\(rescued.freed)"])
                    jobs.wake()
                }
                if let end = rescued.next { next = min(next, end.adding(milliseconds: 1)) }
            }
            if let fire = await attempt("cron", { try await self.cron.fire() }) ?? nil { next = min(next, fire) }
            if jobs.clock.now.since(lastPrune) > 3_600_000 {
                await attempt("prune") { try await self.jobs.prune() }
                lastPrune = jobs.clock.now
            }
            await jobs.upkeepWakeUp.sleep(since: calls, milliseconds: max(next.since(jobs.clock.now), 10))
        }
    }

    private func keepLeases() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(leaseMilliseconds / 3))
            guard !Task.isCancelled else { return }
            let ids = held.withLock { $0.sorted() }
            await attempt("extend") { try await self.jobs.extend(ids, owner: self.owner, leaseMilliseconds: self.leaseMilliseconds) }
        }
    }

    @discardableResult
    private func attempt<T: Sendable>(_ what: String, _ body: () async throws -> T) async -> T? {
        do {
            return try await body()
        } catch {
            if !(error is CancellationError) { logger.warning("job upkeep failed", metadata: ["step": "\(what)", "error": "\(error)"]) }
            return nil
        }
    }
}

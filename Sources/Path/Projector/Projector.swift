public import Behaviour
public import Collect
public import Identify
public import Logging
public import Profile
public import ServiceLifecycle
public import Storage
import Synchronization
public import Vocabulary

/// Takes accepted batches in order through Identify and Profile into the behavioural store: exactly once in each, whatever is re-run.
///
/// 1. One operational transaction for a batch and its neighbours de-duplicates, resolves identities, applies profile changes and writes the resolved
///    batches.
/// 2. The append reads only the resolved batch and records the watermark in the same behavioural transaction.
/// 3. Resolved batch and inbox batch go once the watermark has passed.
///
/// A failure (disk full, engine gone) is shown in ``status``, retried with back-off, and loses nothing: the inbox keeps the batch.
public final class Projector: Service {
    /// What the projector works on.
    public struct Parts: Sendable {
        /// Operational store.
        public var store: any OperationalStore
        /// Accepted batches.
        public var inbox: any Inbox
        /// Behavioural store.
        public var behaviour: any BehaviourStore
        /// Who is who.
        public var graph: IdentityGraph
        /// Profiles, orders.
        public var profile: ProfileProjection
        /// Seen message ids.
        public var deduplicator: Deduplicator
        /// Event names.
        public var dictionary: EventDictionary
        /// The right to project (PostgreSQL: advisory lock and epoch; SQLite: always held).
        public var lease: any ProjectorLease
        /// Rooms that react to events.
        public var reactions: [any Reaction]
        /// Time of day.
        public var clock: WallClock
        /// Where to log.
        public var logger: Logger

        /// Collects the parts.
        public init(
            store: any OperationalStore, inbox: any Inbox, behaviour: any BehaviourStore, graph: IdentityGraph, profile: ProfileProjection,
            deduplicator: Deduplicator, dictionary: EventDictionary, lease: any ProjectorLease, reactions: [any Reaction] = [],
            clock: WallClock, logger: Logger
        ) {
            self.store = store
            self.inbox = inbox
            self.behaviour = behaviour
            self.graph = graph
            self.profile = profile
            self.deduplicator = deduplicator
            self.dictionary = dictionary
            self.lease = lease
            self.reactions = reactions
            self.clock = clock
            self.logger = logger
        }
    }

    let parts: Parts
    let handoff = Handoff(capacity: 60_000)
    let gate = AsyncGate()
    let shared = Mutex(PathStatus())
    let progress = Mutex(BehaviourProgress())
    /// A transaction failed and may be stored all the same.
    let isUncertain = Atomic(false)
    /// Last batch whose identities and profiles are stored.
    public let projected = Watermark(0)
    /// Last batch whose events are queryable.
    public let watermark = Watermark(0)
    /// Hands events on to the rooms that react to them.
    public let reactor: Reactor

    /// A projector over these parts; nothing happens before ``run()``.
    public init(_ parts: Parts) {
        self.parts = parts
        reactor = Reactor(
            store: parts.store, reactions: parts.reactions, watermark: watermark, clock: parts.clock, logger: parts.logger)
    }

    /// How it is doing now.
    public var status: PathStatus {
        var status = shared.withLock { $0 }
        status.reactions = reactor.status
        return status
    }

    /// Verdict totals that are visible in queries, for the ledger.
    public var totals: BehaviourProgress { progress.withLock { $0 } }

    /// Projects, and lets the rooms react, until the task is cancelled or the service group shuts down; what was accepted and not yet projected waits in
    /// the inbox.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await self.retrying("recover") {
                try await self.recover()
                try await self.reactor.open()
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.appendLoop() }
                group.addTask { await self.projectLoop() }
                group.addTask { await self.reactor.run() }
            }
        }
    }

    /// Reads totals and watermarks without projecting, so that the ledger is right before ``run()`` begins.
    public func prepare() async throws {
        let stored = try await parts.behaviour.progress()
        progress.withLock { $0 = stored }
        let last = try await parts.store.read { tx in try tx.first("SELECT batch FROM projection WHERE id = 1") { $0.integer(0) } ?? 0 }
        guard last >= stored.batch else {
            throw LianluError(
                .unusableData, "The behavioural store is ahead of the operational store (batch \(stored.batch) after \(last)).",
                hint: "The files come from different backups. Restore both from one backup with `lianlu restore`.")
        }
        let waiting = try await parts.store.read { tx in
            try tx.first("SELECT count(*) FROM resolved_batch WHERE batch > $1", [.integer(stored.batch)]) { $0.integer(0) } ?? 0
        }
        guard waiting == last - stored.batch else {
            throw LianluError(
                .unusableData,
                "The behavioural store stands at batch \(stored.batch), the operational store at \(last); events between them are missing.",
                hint: "behaviour.duckdb is lost or of another time. Restore both from one backup with `lianlu restore`.")
        }
        projected.advance(to: last)
        watermark.advance(to: stored.batch)
        shared.withLock { status in
            status.projected = last
            status.watermark = stored.batch
        }
    }

    /// Runs `body` while nothing is being projected and both stores stand at the same batch (backup, erasure).
    public func quiesced<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
        try await gate.pass {
            try await watermark.reached(projected.value)
            return try await body()
        }
    }

    func retrying(_ what: String, _ body: () async throws -> Void) async throws {
        var pause = 100
        while true {
            do {
                try await body()
                shared.withLock { $0.failure = nil }
                return
            } catch is CancellationError {
                throw CancellationError()
            } catch let error as LianluError where error.code == .unusableData && what == "recover" {
                // Trying again cannot help: the files do not belong together.
                throw error
            } catch {
                let text = (error as? LianluError).map { "\($0.message) \($0.hint)" } ?? String(describing: error)
                parts.logger.error("projection stopped; trying again", metadata: ["step": "\(what)", "error": "\(text)"])
                shared.withLock { $0.failure = text }
                try await Task.sleep(for: .milliseconds(pause))
                pause = min(pause * 2, 5_000)
            }
        }
    }
}

import Synchronization
public import Vocabulary

/// The embedded behavioural store: one DuckDB file, one writing thread, a few reading threads.
///
///     let store = try await DuckDBStore.open(DuckDBOptions(path: "data/behaviour.duckdb"))
///     try await store.append(events, progress: progress)
///     let page = try await store.timeline(TimelineQuery(leaves: customer.leaves))
///     await store.close()
///
/// A fatal fault of the file system (disk full in the middle of a write) ends DuckDB's use of the file; the next append opens it anew.
public final class DuckDBStore: BehaviourStore {
    struct State {
        var engine: DuckDBEngine?
        var progress = BehaviourProgress()
        var lastOrdinal = Int64.min
        var isBroken = false
        var isClosed = false
    }

    let options: DuckDBOptions
    let state: Mutex<State>
    let index: TimelineIndex
    /// Makes the names of staged export files different.
    static let exportNumber = Atomic<Int>(0)

    private init(options: DuckDBOptions, state: consuming State, index: TimelineIndex) {
        self.options = options
        self.state = Mutex(state)
        self.index = index
    }

    /// Opens the file, creating it when missing, replays what a crash left in its log and builds the timeline index (about a second for
    /// 20 million events).
    ///
    /// Throws `unusable_data` when the file is damaged or newer, `conflict` when another process has it, `unavailable` when DuckDB's
    /// library is missing or the file cannot be written.
    public static func open(_ options: DuckDBOptions) async throws -> DuckDBStore {
        try await DuckDBThreads.once {
            let index = TimelineIndex()
            let state = try load(options, index)
            return DuckDBStore(options: options, state: state, index: index)
        }
    }

    /// DuckDB's version and the file it was loaded from, for `doctor`.
    public static func libraryVersion() throws(LianluError) -> String {
        let library = try DuckDBLibrary.shared()
        return "\(library.version) (\(library.path))"
    }

    /// Opens the file and reads what is kept in memory. Blocks.
    private static func load(_ options: DuckDBOptions, _ index: TimelineIndex) throws -> State {
        let engine = try DuckDBEngine(options)
        var state = State()
        do {
            let loaded = try engine.writer.runBlocking { connection, _ in
                let progress = try DuckDBProgress.read(connection)
                try connection.execute("DELETE FROM progress WHERE batch < \(progress.batch)")
                var last = Int64.min
                try connection.run("SELECT ordinal, leaf, time FROM events") { chunk in
                    let ordinals = chunk.values(0, as: Int64.self)
                    last = max(last, ordinals.max() ?? last)
                    index.insert(ordinals: ordinals, leaves: chunk.values(1, as: UInt32.self), times: chunk.values(2, as: Int64.self))
                }
                return (progress, last)
            }
            (state.progress, state.lastOrdinal) = loaded
        } catch {
            engine.stop()
            throw error
        }
        state.engine = engine
        return state
    }

    /// Runs a question on a reading thread.
    func read<T: Sendable>(
        within limit: Duration = .seconds(60), _ body: @escaping @Sendable (DuckDBConnection, DuckDBTicket) throws -> T
    ) async throws -> T {
        try await engine().readers.run(within: limit, body)
    }

    /// How long a short question may take, all its parts together.
    static let lookUpLimit = Duration.seconds(30)

    /// Runs a short question on one of the threads kept for them.
    func lookUp<T: Sendable>(
        within limit: Duration = lookUpLimit, _ body: @escaping @Sendable (DuckDBConnection, DuckDBTicket) throws -> T
    ) async throws -> T {
        try await engine().lookups.run(within: limit, body)
    }

    /// Runs a change on the writing thread, opening the file anew first when it broke.
    func write<T: Sendable>(_ body: @escaping @Sendable (DuckDBConnection) throws -> T) async throws -> T {
        if state.withLock({ $0.isBroken }) { try await reopen() }
        do {
            return try await engine().writer.run(within: .seconds(86_400), uninterruptible: true) { connection, _ in try body(connection) }
        } catch let error as LianluError where error.message.contains("being opened anew") || error == DuckDBError.diskFull {
            state.withLock { $0.isBroken = true }
            throw error
        }
    }

    private func engine() throws(LianluError) -> DuckDBEngine {
        guard let engine = state.withLock({ $0.engine }) else { throw DuckDBError.closed }
        return engine
    }

    /// Closes the file and opens it again; what had been committed is there, what had not is gone. Concurrent calls do it once.
    private func reopen() async throws {
        let (options, index) = (options, index)
        let broken = state.withLock { state in
            let engine = state.engine
            state.engine = nil
            return state.isClosed ? nil : engine
        }
        if let broken { try await DuckDBThreads.once { broken.stop() } }
        if state.withLock({ $0.isClosed }) { throw DuckDBError.closed }
        let fresh = try await DuckDBThreads.once { try Self.load(options, index) }
        let superseded = state.withLock { state in
            if state.isClosed || state.engine != nil { return fresh.engine }
            state = fresh
            return nil
        }
        if let superseded { try await DuckDBThreads.once { superseded.stop() } }
    }

    public func progress() async throws -> BehaviourProgress { state.withLock { $0.progress } }

    public func close() async {
        let engine = state.withLock { state in
            let engine = state.engine
            state.engine = nil
            state.isClosed = true
            return engine
        }
        if let engine { try? await DuckDBThreads.once { engine.stop() } }
    }
}

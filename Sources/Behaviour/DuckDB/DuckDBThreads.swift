import Dispatch
import Synchronization
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// Threads that each own a connection and take jobs from one queue, so that no DuckDB call runs on the cooperative pool.
final class DuckDBThreads: @unchecked Sendable {
    private typealias Job = (DuckDBConnection?) -> Void

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    // Guarded by `mutex`.
    private var jobs: [Job] = []
    private var isStopped = false
    private var threads: [pthread_t] = []

    /// Starts one thread per connection. When a thread had nothing to do for `idleSeconds` it runs `whenIdle` once.
    init(
        connections: [DuckDBConnection], idleSeconds: Int = 0, whenIdle: @escaping @Sendable (DuckDBConnection) -> Void = { _ in }
    ) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        threads = connections.map { connection in
            Self.start { [self] in loop(connection, idleSeconds, whenIdle) }
        }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` on one of the threads. Throws `unavailable` when stopped, or when cancelled (unless `uninterruptible`) or out of time.
    func run<T: Sendable>(
        within limit: Duration, uninterruptible: Bool = false, _ body: @escaping @Sendable (DuckDBConnection, DuckDBTicket) throws -> T
    ) async throws -> T {
        let ticket = DuckDBTicket(limit: limit)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                push { connection in
                    guard let connection else { return continuation.resume(throwing: DuckDBError.closed) }
                    continuation.resume(with: Result { try ticket.whileRunning(on: connection) { try body(connection, ticket) } })
                }
            }
        } onCancel: {
            if !uninterruptible { ticket.cancel() }
        }
    }

    /// Runs `body` on one of the threads while the calling thread waits.
    func runBlocking<T: Sendable>(_ body: @escaping @Sendable (DuckDBConnection, DuckDBTicket) throws -> T) throws -> T {
        let done = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<T, any Error>?>(nil)
        push { connection in
            let ticket = DuckDBTicket(limit: .seconds(86_400))
            let result = Result {
                guard let connection else { throw DuckDBError.closed }
                return try body(connection, ticket)
            }
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { throw DuckDBError.closed }
        return try result.get()
    }

    /// Runs `body` on a thread that is made for it and ends with it.
    static func once<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let thread = start { continuation.resume(with: Result { try body() }) }
            pthread_detach(thread)
        }
    }

    /// Lets jobs that wait fail, waits for those that run, and ends the threads. Not to be called from one of them.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        let waiting = jobs
        let running = threads
        jobs = []
        threads = []
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        for job in waiting { job(nil) }
        for thread in running { pthread_join(thread, nil) }
    }

    private func push(_ job: @escaping Job) {
        pthread_mutex_lock(mutex)
        let stopped = isStopped
        if !stopped { jobs.append(job) }
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
        if stopped { job(nil) }
    }

    private func loop(_ connection: DuckDBConnection, _ idleSeconds: Int, _ whenIdle: (DuckDBConnection) -> Void) {
        var isRested = true
        while true {
            pthread_mutex_lock(mutex)
            var timedOut = false
            while jobs.isEmpty && !isStopped && !timedOut {
                if idleSeconds > 0 && !isRested {
                    var until = timespec()
                    clock_gettime(CLOCK_REALTIME, &until)
                    until.tv_sec += idleSeconds
                    timedOut = pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT
                } else {
                    pthread_cond_wait(condition, mutex)
                }
            }
            let job = jobs.isEmpty ? nil : jobs.removeFirst()
            let stopped = isStopped
            pthread_mutex_unlock(mutex)
            if let job {
                job(connection)
                isRested = false
            } else if stopped {
                return
            } else {
                whenIdle(connection)
                isRested = true
            }
        }
    }

    private final class Start {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping () -> Void) -> pthread_t {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Start(body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, argument)
        precondition(code == 0, "the system gave no thread")
        return thread
    }
}

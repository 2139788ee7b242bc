import Synchronization
import Vocabulary

/// The right of one question to run: until its time is up or its task is cancelled.
final class DuckDBTicket: Sendable {
    private struct State {
        var cancelled = false
        var running: DuckDBConnection?
    }

    private let state = Mutex(State())
    private let limit: Duration
    private let deadline: ContinuousClock.Instant

    init(limit: Duration) {
        self.limit = limit
        deadline = .now.advanced(by: limit)
    }

    /// Throws when cancelled or out of time.
    func check() throws(LianluError) {
        if state.withLock({ $0.cancelled }) { throw DuckDBError.cancelled }
        if ContinuousClock.now > deadline { throw DuckDBError.timedOut(limit) }
    }

    /// Runs `body`; a cancellation meanwhile interrupts the connection.
    func whileRunning<T>(on connection: DuckDBConnection, _ body: () throws -> T) throws -> T {
        try check()
        state.withLock { $0.running = connection }
        defer { state.withLock { $0.running = nil } }
        return try body()
    }

    /// Stops the question.
    func cancel() {
        state.withLock { state in
            state.cancelled = true
            state.running?.interrupt()
        }
    }
}

import Foundation
import Vocabulary

/// A few threads of our own that run blocking work in order of lanes, so that no C call blocks Swift's cooperative pool.
final class WorkerPool: Sendable {
    /// Blocking work; receives the number of the worker that runs it, from 0.
    typealias Work = @Sendable (Int) -> Void

    private struct State {
        var queue = LaneQueue<Work>()
        var closing = false
        var running: Int
    }

    private let monitor: Monitor<State>
    private let name: String

    /// Starts `threads` threads; `name` (≤ 15 bytes) is what `top -H` shows.
    init(name: String, threads: Int) {
        self.name = name
        monitor = Monitor(State(running: threads))
        for worker in 0..<threads { Self.spawn(name) { [monitor] in Self.loop(monitor, worker) } }
    }

    deinit { monitor.signal(all: true) { $0.closing = true } }

    /// Runs a body on a worker once its turn comes; throws `unavailable` after ``close()``.
    func run<T: Sendable>(_ lane: WriteLane = .interactive, _ body: @escaping @Sendable (Int) throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let accepted = submit(lane) { worker in continuation.resume(with: Result { try body(worker) }) }
            if !accepted { continuation.resume(throwing: Self.closed) }
        }
    }

    /// Queues work without waiting; false when the pool is closing.
    @discardableResult
    func submit(_ lane: WriteLane, _ work: @escaping Work) -> Bool {
        monitor.signal { state in
            guard !state.closing else { return false }
            state.queue.push(work, lane)
            return true
        }
    }

    /// Refuses new work, lets what waits finish, and returns once every thread has ended.
    func close() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            monitor.signal(all: true) { $0.closing = true }
            Self.spawn(name) { [monitor] in
                monitor.wait { $0.running == 0 ? () : nil }
                continuation.resume()
            }
        }
    }

    static let closed = LianluError(
        .unavailable, "The store is closed.", hint: "The server is shutting down; try again shortly.", retryAfter: 5)

    private static func loop(_ monitor: Monitor<State>, _ worker: Int) {
        while true {
            let work: Work? = monitor.wait { state in
                if let work = state.queue.pop() { return .some(.some(work)) }
                return state.closing ? .some(.none) : nil
            }
            guard let work else { break }
            work(worker)
        }
        monitor.signal(all: true) { $0.running -= 1 }
    }

    /// Starts a thread; `name` is what `top -H` shows.
    static func spawn(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // By the thread itself: what is set before the start does not reach the system.
            Thread.current.name = name
            body()
        }
        thread.start()
    }
}

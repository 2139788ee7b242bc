import Synchronization
import Vocabulary

/// Answers in time, whether or not the work behind it stops at once.
enum Deadline {
    /// Runs `body`; past the time it is cancelled and `unavailable` is thrown.
    static func run<T: Sendable>(_ time: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        let race = Race<T>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                race.start(continuation)
                let timer = Task {
                    guard (try? await Task.sleep(for: time)) != nil else { return }
                    race.finish(.failure(tooSlow(time)))
                    race.cancelWorker()
                }
                race.worker(
                    Task {
                        do { race.finish(.success(try await body())) } catch { race.finish(.failure(error)) }
                        timer.cancel()
                    })
            }
        } onCancel: {
            race.cancelWorker()
        }
    }

    private static func tooSlow(_ time: Duration) -> LianluError {
        LianluError(
            .unavailable, "The answer took longer than \(time.components.seconds) seconds.",
            hint: "Ask for a shorter period or fewer breakdown values, or try again later.", retryAfter: 5)
    }

    private final class Race<T: Sendable>: Sendable {
        private struct State {
            var continuation: CheckedContinuation<T, any Error>?
            var worker: Task<Void, Never>?
            var cancelled = false
        }

        private let state = Mutex(State())

        func start(_ continuation: CheckedContinuation<T, any Error>) { state.withLock { $0.continuation = continuation } }

        func worker(_ task: Task<Void, Never>) {
            let cancelled = state.withLock { state in
                state.worker = task
                return state.cancelled
            }
            if cancelled { task.cancel() }
        }

        func finish(_ result: Result<T, any Error>) {
            let waiting = state.withLock { state in
                let waiting = state.continuation
                state.continuation = nil
                return waiting
            }
            waiting?.resume(with: result)
        }

        func cancelWorker() {
            let worker = state.withLock { state in
                state.cancelled = true
                return state.worker
            }
            worker?.cancel()
        }
    }
}

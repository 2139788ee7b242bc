import Synchronization

/// Callers that wait until a number has been passed.
final class WatermarkWaiters: Sendable {
    private struct State {
        var value: Int64 = 0
        var closed = false
        var nextID = 0
        var waiting: [Int: (after: Int64, continuation: UnsafeContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    /// Waits until the number is above `after`; throws `CancellationError` when the task is cancelled, `unavailable` when closed.
    func wait(after: Int64) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.value > after { return .success(()) }
                    if state.closed { return .failure(WorkerPool.closed) }
                    // Cancelled before we came here: the handler has run already and found nothing.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiting[id] = (after, continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: id)?.continuation }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// Raises the number and lets those through who waited for it.
    func advance(to value: Int64) {
        let ready = state.withLock { state in
            state.value = max(state.value, value)
            let ready = state.waiting.filter { $0.value.after < state.value }
            for id in ready.keys { state.waiting[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Turns everybody away.
    func close() {
        let turned = state.withLock { state in
            state.closed = true
            defer { state.waiting = [:] }
            return state.waiting.values.map(\.continuation)
        }
        for continuation in turned { continuation.resume(throwing: WorkerPool.closed) }
    }
}

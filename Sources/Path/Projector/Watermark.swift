import Synchronization

/// The last inbox batch that reached a stage, and those who wait for it.
public final class Watermark: Sendable {
    private struct State {
        var value: Int64
        var waiting: [(batch: Int64, id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID = 0
    }

    private let state: Mutex<State>

    /// Starts at this batch.
    public init(_ value: Int64) { state = Mutex(State(value: value)) }

    /// The last batch that arrived.
    public var value: Int64 { state.withLock { $0.value } }

    /// Moves on and wakes whoever waited for it.
    func advance(to batch: Int64) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            state.value = max(state.value, batch)
            let ready = state.waiting.filter { $0.batch <= state.value }.map(\.continuation)
            state.waiting.removeAll { $0.batch <= state.value }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns once `batch` has arrived; throws CancellationError when the task is cancelled first.
    public func reached(_ batch: Int64) async throws {
        let id = state.withLock { state -> Int in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Bool? in
                    if Task.isCancelled { return nil }
                    if state.value >= batch { return true }
                    state.waiting.append((batch, id, continuation))
                    return false
                }
                if outcome == nil { continuation.resume(throwing: CancellationError()) }
                if outcome == true { continuation.resume() }
            }
        } onCancel: {
            let found = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: index).continuation
            }
            found?.resume(throwing: CancellationError())
        }
    }
}

import Synchronization

/// A call to look again; nobody misses one that came while it was not sleeping.
final class WakeUp: Sendable {
    private struct State {
        var calls: UInt64 = 0
        var nextID = 0
        var sleeping: [Int: UnsafeContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// How many calls there were; remember it before looking, hand it to ``sleep(since:milliseconds:)`` after.
    var calls: UInt64 { state.withLock { $0.calls } }

    /// Wakes every sleeper.
    func wake() {
        let sleepers = state.withLock { state in
            state.calls += 1
            defer { state.sleeping = [:] }
            return state.sleeping.values
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    /// Sleeps that long, or until a call after `calls`, or until the task is cancelled.
    func sleep(since calls: UInt64, milliseconds: Int64) async {
        guard milliseconds > 0 else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await Task.sleep(for: .milliseconds(milliseconds)) }
            group.addTask { await self.call(after: calls) }
            await group.next()
            group.cancelAll()
        }
    }

    private func call(after calls: UInt64) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let now = state.withLock { state in
                    if state.calls > calls || Task.isCancelled { return true }
                    state.sleeping[id] = continuation
                    return false
                }
                if now { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleeping.removeValue(forKey: id) }?.resume()
        }
    }
}

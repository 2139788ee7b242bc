import Synchronization

/// Sleeps until the next moment, or until it is called.
final class Clockwork: Sendable {
    private struct State {
        var calls: UInt64 = 0
        var sleeper: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    var calls: UInt64 { state.withLock { $0.calls } }

    func wake() {
        let sleeper = state.withLock { state in
            state.calls += 1
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Sleeps so long, or until a call after `calls`, or until the task is cancelled.
    func sleep(since calls: UInt64, milliseconds: Int64) async {
        guard milliseconds > 0 else { return }
        let alarm = Task { [weak self] in
            try? await Task.sleep(for: .milliseconds(milliseconds))
            if !Task.isCancelled { self?.ring() }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> Bool in
                    if state.calls > calls || Task.isCancelled { return true }
                    state.sleeper = continuation
                    return false
                }
                if now { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
        alarm.cancel()
    }

    private func ring() {
        state.withLock { state in
            defer { state.sleeper = nil }
            return state.sleeper
        }?.resume()
    }
}

import Synchronization

/// What one queue of a runner has in hand: how many run, and which outcomes are not written down yet.
final class JobDesk: Sendable {
    private struct State {
        var running = 0
        var unreaped = 0
        var outcomes: [(job: Job, outcome: JobOutcome)] = []
    }

    private let state = Mutex(State())
    private let ends = WakeUp()

    /// Jobs that run or whose outcome is not written down yet.
    var running: Int { state.withLock { $0.running + $0.outcomes.count } }
    var hasOutcomes: Bool { state.withLock { !$0.outcomes.isEmpty } }

    func started() { state.withLock { $0.running += 1 } }

    func ended(_ job: Job, _ outcome: JobOutcome) {
        state.withLock { state in
            state.running -= 1
            state.unreaped += 1
            state.outcomes.append((job, outcome))
        }
        ends.wake()
    }

    func takeOutcomes() -> [(job: Job, outcome: JobOutcome)] {
        state.withLock { state in
            defer { state.outcomes = [] }
            return state.outcomes
        }
    }

    func giveBack(_ outcomes: [(job: Job, outcome: JobOutcome)]) { state.withLock { $0.outcomes = outcomes + $0.outcomes } }

    /// Whether a child task has ended that the group has not collected.
    func takeEnded() -> Bool {
        state.withLock { state in
            guard state.unreaped > 0 else { return false }
            state.unreaped -= 1
            return true
        }
    }

    /// Waits until something has ended; also while the own task is cancelled.
    func waitForEnd() async {
        let calls = ends.calls
        guard !hasOutcomes else { return }
        await Task { await ends.sleep(since: calls, milliseconds: 1000) }.value
    }
}

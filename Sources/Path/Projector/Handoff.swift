import Synchronization

/// Resolved batches on their way from projection to append, bounded in events: projection waits when the append falls behind.
final class Handoff: Sendable {
    private struct State {
        var batches: [ResolvedBatch] = []
        var events = 0
        var taker: CheckedContinuation<Void, Never>?
        var putter: CheckedContinuation<Void, Never>?
        var closed = false
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Adds a batch; suspends while more than `capacity` events wait.
    func put(_ batch: ResolvedBatch) async {
        let taker = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.batches.append(batch)
            state.events += batch.events.count
            defer { state.taker = nil }
            return state.taker
        }
        taker?.resume()
        await withCheckedContinuation { continuation in
            let goOn = state.withLock { state -> Bool in
                if state.closed || state.events <= capacity { return true }
                state.putter = continuation
                return false
            }
            if goOn { continuation.resume() }
        }
    }

    /// Everything that waits, at least one batch and about `limit` events; nil once closed and empty.
    func take(limit: Int) async -> [ResolvedBatch]? {
        while true {
            let (taken, putter, closed) = state.withLock { state -> ([ResolvedBatch], CheckedContinuation<Void, Never>?, Bool) in
                var count = 0
                var taken: [ResolvedBatch] = []
                for batch in state.batches {
                    if count >= limit && !taken.isEmpty { break }
                    taken.append(batch)
                    count += batch.events.count
                }
                state.batches.removeFirst(taken.count)
                state.events -= count
                let putter = state.events <= capacity ? state.putter : nil
                if putter != nil { state.putter = nil }
                return (taken, putter, state.closed)
            }
            putter?.resume()
            if !taken.isEmpty { return taken }
            if closed { return nil }
            await withCheckedContinuation { continuation in
                let goOn = state.withLock { state -> Bool in
                    if state.closed || !state.batches.isEmpty { return true }
                    state.taker = continuation
                    return false
                }
                if goOn { continuation.resume() }
            }
        }
    }

    /// Lets everybody go; what waits can still be taken.
    func close() {
        let (taker, putter) = state.withLock { state in
            state.closed = true
            defer {
                state.taker = nil
                state.putter = nil
            }
            return (state.taker, state.putter)
        }
        taker?.resume()
        putter?.resume()
    }
}

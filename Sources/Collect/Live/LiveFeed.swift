import Synchronization
public import Vocabulary

/// Shows what arrives to whoever watches, without ever holding up what arrives.
///
/// Keeps the last 200 notices for those who come later. Each watcher has a bounded buffer and is shown at most 200 notices a second; what it misses
/// is counted and told. When nobody watches only the ring is kept, and ``appetite(at:)`` tells callers how few notices are worth making.
public final class LiveFeed: Sendable {
    /// Notices kept for newcomers.
    public static let ringSize = 200
    /// Notices a second one watcher is shown at most.
    public static let noticesPerSecond = 200
    /// Notices waiting for one watcher at most.
    public static let bufferSize = 512
    /// Notices a second that are kept when nobody watches.
    static let unwatchedPerSecond = 20

    private struct Watcher: Sendable {
        var source: Int32?
        var continuation: AsyncStream<LiveSignal>.Continuation
        var second: Int64 = .min
        var shown = 0
        var missed = 0
    }

    private struct State: Sendable {
        var ring: [LiveNotice] = []
        var next = 0
        var watchers: [Int: Watcher] = [:]
        var lastWatcher = 0
        var rates = RateCounter()
        var second: Int64 = .min
        var taken = 0
    }

    private let state = Mutex(State())

    /// A feed that nobody watches yet.
    public init() {}

    /// How many more notices are worth making this second.
    public func appetite(at now: Instant) -> Int {
        state.withLock { state in
            let second = now.milliseconds.flooredQuotient(1000)
            let taken = state.second == second ? state.taken : 0
            return max(0, (state.watchers.isEmpty ? Self.unwatchedPerSecond : Self.noticesPerSecond) - taken)
        }
    }

    /// Counts events for the rates, noticed or not.
    public func count(received: Int, rejected: Int, at now: Instant) {
        state.withLock { $0.rates.count(received: received, rejected: rejected, at: now) }
    }

    /// How much arrives.
    public func rates(at now: Instant) -> LiveRates { state.withLock { $0.rates.rates(at: now) } }

    /// Shows notices. Never waits.
    public func publish(_ notices: [LiveNotice], at now: Instant) {
        guard !notices.isEmpty else { return }
        let second = now.milliseconds.flooredQuotient(1000)
        state.withLock { state in
            if state.second != second {
                state.second = second
                state.taken = 0
            }
            state.taken += notices.count
            for notice in notices.suffix(Self.ringSize) {
                if state.ring.count < Self.ringSize {
                    state.ring.append(notice)
                } else {
                    state.ring[state.next] = notice
                }
                state.next = (state.next + 1) % Self.ringSize
            }
            for number in state.watchers.keys {
                for notice in notices { Self.show(notice, second, to: &state.watchers[number]!) }
            }
        }
    }

    private static func show(_ notice: LiveNotice, _ second: Int64, to watcher: inout Watcher) {
        if let source = watcher.source, source != notice.source { return }
        if watcher.second != second {
            watcher.second = second
            watcher.shown = 0
        }
        guard watcher.shown < noticesPerSecond else {
            watcher.missed += 1
            return
        }
        if watcher.missed > 0 {
            guard case .enqueued = watcher.continuation.yield(.missed(watcher.missed)) else {
                watcher.missed += 1
                return
            }
            watcher.missed = 0
        }
        if case .enqueued = watcher.continuation.yield(.notice(notice)) {
            watcher.shown += 1
        } else {
            watcher.missed += 1
        }
    }

    /// Watches all sources or one: first what the ring holds, oldest first, then what comes. Ends when the reader's task does.
    public func watch(source: Int32? = nil) -> AsyncStream<LiveSignal> {
        let (stream, continuation) = AsyncStream.makeStream(of: LiveSignal.self, bufferingPolicy: .bufferingOldest(Self.bufferSize))
        let number = state.withLock { state in
            let ordered = state.ring.count < Self.ringSize ? state.ring : Array(state.ring[state.next...] + state.ring[..<state.next])
            for notice in ordered where source == nil || source == notice.source { continuation.yield(.notice(notice)) }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = Watcher(source: source, continuation: continuation)
            return state.lastWatcher
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
        }
        return stream
    }

    /// How many watch.
    public var watchers: Int { state.withLock { $0.watchers.count } }

    /// Ends every watch: the server stops.
    public func close() {
        let all = state.withLock { Array($0.watchers.values) }
        for watcher in all { watcher.continuation.finish() }
    }
}

import Storage
import Synchronization

/// When each source last delivered something, whatever the way: under a key, from a file, from Lianlu itself.
///
/// ``WatchedInbox`` tells it, ``SourceRegistry/flushActivity()`` writes it down; in between it is known here only.
public final class SourceActivity: Sendable {
    private struct State {
        /// Milliseconds since the epoch by source number.
        var last: [Int32: Int64] = [:]
        var unwritten: Set<Int32> = []
    }

    private let state = Mutex(State())
    private let stream = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// Nothing seen yet.
    public init() {}

    /// One element soon after there is something to write down; for one reader.
    public var changes: AsyncStream<Void> { stream.stream }

    /// Notes that this entry became durable then.
    func note(_ entry: InboxEntry, at milliseconds: Int64) {
        let isFirst = state.withLock { state in
            let wasEmpty = state.unwritten.isEmpty
            for source in entry.accepted.keys { Self.note(source, milliseconds, &state) }
            for source in entry.rejected.keys { Self.note(source, milliseconds, &state) }
            return wasEmpty && !state.unwritten.isEmpty
        }
        if isFirst { stream.continuation.yield() }
    }

    private static func note(_ source: Int32, _ milliseconds: Int64, _ state: inout State) {
        guard state.last[source] ?? 0 < milliseconds else { return }
        state.last[source] = milliseconds
        state.unwritten.insert(source)
    }

    /// What was seen since the start, in milliseconds.
    func all() -> [Int32: Int64] { state.withLock { $0.last } }

    /// What is not written down yet; the caller writes it or gives it back.
    func take() -> [(source: Int32, at: Int64)] {
        state.withLock { state in
            defer { state.unwritten.removeAll() }
            return state.unwritten.sorted().map { ($0, state.last[$0] ?? 0) }
        }
    }

    /// These could not be written.
    func giveBack(_ items: [(source: Int32, at: Int64)]) {
        state.withLock { state in state.unwritten.formUnion(items.map(\.source)) }
        stream.continuation.yield()
    }
}

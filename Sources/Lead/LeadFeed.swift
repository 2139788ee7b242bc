import Synchronization
import Vocabulary

/// Tells whoever watches that something happened to a lead: live pages. A reader that is too slow loses the oldest.
public final class LeadFeed: Sendable {
    /// What happened.
    public struct Signal: Sendable, Equatable {
        /// "assigned" (to its first owner), "reassigned" (also by a claim), "waiting", "pooled", "quarantine", "touch", "changed" (stage or follow-up).
        public var kind: String
        /// The lead.
        public var lead: Int64
        /// The salesperson who has it after that; nil when nobody has.
        public var salesperson: Int64?
    }

    private struct State {
        var next = 0
        var readers: [Int: AsyncStream<Signal>.Continuation] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Nobody watches yet.
    public init() {}

    /// Everything from now on.
    public func watch() -> AsyncStream<Signal> {
        AsyncStream(bufferingPolicy: .bufferingNewest(256)) { continuation in
            let id = state.withLock { state -> Int? in
                guard !state.isClosed else { return nil }
                state.next += 1
                state.readers[state.next] = continuation
                return state.next
            }
            guard let id else { return continuation.finish() }
            continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.readers[id] = nil } }
        }
    }

    func tell(_ signal: Signal) { for reader in state.withLock({ Array($0.readers.values) }) { reader.yield(signal) } }

    /// Ends every stream, and those that are asked for later.
    public func close() {
        let readers = state.withLock { state in
            state.isClosed = true
            return Array(state.readers.values)
        }
        for reader in readers { reader.finish() }
    }
}

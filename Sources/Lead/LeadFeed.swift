import Synchronization
import Vocabulary

/// Tells whoever watches that something happened to a lead: live pages. A reader that is too slow loses the oldest.
public final class LeadFeed: Sendable {
    /// What happened.
    public struct Signal: Sendable, Equatable {
        /// "assigned", "reassigned", "touch", "pooled", "claimed", "changed".
        public var kind: String
        /// The lead.
        public var lead: Int64
        /// The salesperson it concerns; nil for a pool or queue.
        public var salesperson: Int64?
    }

    private struct State {
        var next = 0
        var readers: [Int: AsyncStream<Signal>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Nobody watches yet.
    public init() {}

    /// Everything from now on.
    public func watch() -> AsyncStream<Signal> {
        AsyncStream(bufferingPolicy: .bufferingNewest(256)) { continuation in
            let id = state.withLock { state in
                state.next += 1
                state.readers[state.next] = continuation
                return state.next
            }
            continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.readers[id] = nil } }
        }
    }

    func tell(_ signal: Signal) { for reader in state.withLock({ Array($0.readers.values) }) { reader.yield(signal) } }

    /// Ends every stream.
    public func close() { for reader in state.withLock({ Array($0.readers.values) }) { reader.finish() } }
}

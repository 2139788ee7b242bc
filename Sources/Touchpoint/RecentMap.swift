import Synchronization

/// Remembers a bounded number of values: two halves, the older is dropped when the younger is full.
final class RecentMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let state = Mutex((young: [Key: Value](), old: [Key: Value]()))
    private let half: Int

    init(most: Int) { half = max(most / 2, 1) }

    subscript(key: Key) -> Value? {
        get { state.withLock { $0.young[key] ?? $0.old[key] } }
        set {
            state.withLock { state in
                if state.young.count >= half { (state.old, state.young) = (state.young, [:]) }
                state.young[key] = newValue
                if newValue == nil { state.old[key] = nil }
            }
        }
    }

    func removeAll() { state.withLock { $0 = ([:], [:]) } }
}

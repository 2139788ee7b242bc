import Synchronization
import Vocabulary

/// Remembers a bounded number of keys: two halves, the older is dropped when the younger is full.
final class RecentSet: Sendable {
    private let state = Mutex((young: Set<Hash128>(), old: Set<Hash128>()))
    private let half: Int

    init(most: Int) { half = max(most / 2, 1) }

    func contains(_ key: Hash128) -> Bool { state.withLock { $0.young.contains(key) || $0.old.contains(key) } }

    func insert(_ key: Hash128) {
        state.withLock { state in
            if state.young.count >= half { (state.old, state.young) = (state.young, []) }
            state.young.insert(key)
        }
    }
}

import Synchronization
import Vocabulary

/// A small memory of the newest de-duplication keys, so that a reply can say "duplicate". Best effort: the ledger decides.
///
/// A table of fingerprints, one per slot, the newest wins: bounded memory, one look per event, no false "duplicate" in practice (64 bits).
final class RecentKeys: Sendable {
    private let slots: Mutex<[UInt64]>
    private let mask: UInt64

    /// Remembers about `1 << bits` keys.
    init(bits: Int = 17) {
        mask = (1 << UInt64(bits)) - 1
        slots = Mutex([UInt64](repeating: 0, count: 1 << bits))
    }

    /// For each key whether it was there already; afterwards all are.
    func insert(_ keys: [Hash128]) -> [Bool] {
        slots.withLock { slots in
            keys.map { key in
                let slot = Int(key.high & mask)
                if slots[slot] == key.low { return true }
                slots[slot] = key.low
                return false
            }
        }
    }

    /// Forgets keys whose events did not become durable after all.
    func remove(_ keys: [Hash128]) {
        slots.withLock { slots in
            for key in keys where slots[Int(key.high & mask)] == key.low { slots[Int(key.high & mask)] = 0 }
        }
    }
}

import Synchronization
import Vocabulary

/// Says which blocks of events may hold a customer's events, so that a timeline reads a few blocks instead of everything.
///
/// Kept in memory: per block of 65,536 ordinals a Bloom filter of leaves (128 KB, at most 0.5 % wrong) and the range of times.
/// Rebuilt at start, kept current by appends.
final class TimelineIndex: Sendable {
    /// A block that may hold events of the leaves asked for.
    struct Candidate: Equatable {
        var ordinals: ClosedRange<Int64>
        var latest: Int64
    }

    fileprivate struct Block {
        var earliest = Int64.max
        var latest = Int64.min
        var bits = [UInt64](repeating: 0, count: 1 << 14)
    }

    private static let shift: Int64 = 16
    private let blocks = Mutex<[Int64: Block]>([:])

    /// Notes events given as columns.
    func insert(ordinals: UnsafeBufferPointer<Int64>, leaves: UnsafeBufferPointer<UInt32>, times: UnsafeBufferPointer<Int64>) {
        blocks.withLock { blocks in
            var row = 0
            while row < ordinals.count {
                let number = ordinals[row] >> Self.shift
                Self.update(&blocks[number, default: Block()]) { block in
                    while row < ordinals.count, ordinals[row] >> Self.shift == number {
                        block.note(leaves[row], times[row])
                        row += 1
                    }
                }
            }
        }
    }

    /// Notes one event after another.
    func insert(_ events: [BehaviourEvent]) {
        blocks.withLock { blocks in
            var row = 0
            while row < events.count {
                let number = events[row].ordinal >> Self.shift
                Self.update(&blocks[number, default: Block()]) { block in
                    while row < events.count, events[row].ordinal >> Self.shift == number {
                        block.note(events[row].leaf.rawValue, events[row].event.time.milliseconds)
                        row += 1
                    }
                }
            }
        }
    }

    private static func update(_ block: inout Block, _ body: (inout Block) -> Void) { body(&block) }

    /// Blocks that may hold events of these leaves in that time, those with the latest events first.
    func candidates(_ leaves: [LeafNumber], times: ClosedRange<Int64>) -> [Candidate] {
        let hashes = leaves.map { Self.hash($0.rawValue) }
        var found: [Candidate] = blocks.withLock { blocks in
            blocks.compactMap { number, block in
                guard block.earliest <= times.upperBound, block.latest >= times.lowerBound, hashes.contains(where: block.mayHold) else {
                    return nil
                }
                return Candidate(ordinals: (number << Self.shift)...((number + 1) << Self.shift - 1), latest: block.latest)
            }
        }
        found.sort { ($0.latest, $0.ordinals.lowerBound) > ($1.latest, $1.ordinals.lowerBound) }
        return found
    }

    fileprivate static func hash(_ leaf: UInt32) -> UInt64 {
        var mixed = (UInt64(leaf) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ mixed >> 31
    }
}

extension TimelineIndex.Block {
    fileprivate mutating func note(_ leaf: UInt32, _ time: Int64) {
        earliest = min(earliest, time)
        latest = max(latest, time)
        var hash = TimelineIndex.hash(leaf)
        for _ in 0..<3 {
            bits[Int(hash >> 6 & 0x3FFF)] |= 1 << (hash & 63)
            hash >>= 20
        }
    }

    fileprivate func mayHold(_ leafHash: UInt64) -> Bool {
        var hash = leafHash
        for _ in 0..<3 {
            if bits[Int(hash >> 6 & 0x3FFF)] >> (hash & 63) & 1 == 0 { return false }
            hash >>= 20
        }
        return true
    }
}

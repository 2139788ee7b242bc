import Vocabulary

/// One live sorted run: what is known about it in memory. Never changes.
final class DedupeRun: Sendable {
    /// Its number; a larger number was made later.
    let id: Int64
    /// Days since the epoch on which its keys were received.
    let day: Int32
    /// How many keys.
    let count: Int
    /// Its filter.
    let filter: DedupeFilter
    /// All keys, when kept in memory.
    let keys: [Hash128]?
    /// The first key of each page, when not.
    let pageFirsts: [Hash128]

    /// A run kept in memory.
    init(id: Int64, day: Int32, keys: [Hash128]) {
        self.id = id
        self.day = day
        count = keys.count
        filter = DedupeFilter(of: keys, seed: Self.seed(id))
        self.keys = keys
        pageFirsts = []
    }

    /// A run whose keys stay in the store.
    init(id: Int64, day: Int32, count: Int, filter: DedupeFilter, pageFirsts: [Hash128]) {
        self.id = id
        self.day = day
        self.count = count
        self.filter = filter
        keys = nil
        self.pageFirsts = pageFirsts
    }

    /// The filter's seed of a run: different for each, the same after a restart.
    static func seed(_ id: Int64) -> UInt64 { UInt64(bitPattern: id) &* 0xD6E8_FEB8_6659_FD93 ^ 0xA5A5_1E1E_C3C3_7B7B }

    /// The power of eight it has reached: eight runs of one tier make a run of a higher one.
    var tier: Int { Self.tier(count) }

    /// The tier of that many keys.
    static func tier(_ count: Int) -> Int { count <= 1 ? 0 : (Int.bitWidth - 1 - count.leadingZeroBitCount) / 3 }

    /// How many pages it fills.
    var pages: Int { (count + DedupePage.capacity - 1) / DedupePage.capacity }

    /// The page that would hold that key; nil when it lies before the first.
    func page(of key: Hash128) -> Int? {
        pageFirsts.withUnsafeBufferPointer { firsts in
            var low = 0
            var high = firsts.count
            while low < high {
                let middle = (low &+ high) &>> 1
                if key < firsts[middle] { high = middle } else { low = middle &+ 1 }
            }
            return low == 0 ? nil : low &- 1
        }
    }

    /// Bytes it takes in memory.
    var memoryBytes: Int { filter.bytes + ((keys?.count ?? 0) + pageFirsts.count) * 16 + 128 }
}

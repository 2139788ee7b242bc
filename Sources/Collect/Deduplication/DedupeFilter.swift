import Vocabulary

/// A blocked Bloom filter over one run of sorted keys: 512-bit blocks, one bit in each of a block's eight words.
///
/// A key's block follows from its leading bits, so the filter of a sorted run is filled from front to back and may be stored in parts while the
/// run is still being built; one look costs one cache line. With 16 bits per key about one foreign key in 1,000 passes; each that does costs a random read from disk, which is why
/// the filter is not smaller (measured at 100 million keys: 12 bits, 7 µs per new key).
struct DedupeFilter: Sendable {
    /// Bits per key a new filter is sized for.
    static let bitsPerKey = 16
    /// Words of a block.
    static let blockWords = 8
    /// Bytes of one stored part.
    static let partBytes = 128 * 1024

    /// Mixed into every key, different for each run.
    let seed: UInt64
    /// Blocks one after the other.
    private(set) var words: [UInt64]

    /// An empty filter for that many keys.
    init(keys: Int, seed: UInt64) {
        self.seed = seed
        words = [UInt64](repeating: 0, count: Self.blocks(for: keys) * Self.blockWords)
    }

    /// A filter from its stored words.
    init(words: [UInt64], seed: UInt64) {
        self.words = words
        self.seed = seed
    }

    /// The filter of those keys.
    init(of keys: [Hash128], seed: UInt64) {
        self.init(keys: keys.count, seed: seed)
        add(keys)
    }

    /// How many blocks a filter for that many keys has.
    static func blocks(for keys: Int) -> Int { max(1, (keys * bitsPerKey + 511) / 512) }

    /// Bytes in memory.
    var bytes: Int { words.count * 8 }

    /// The block of a key.
    @inline(__always)
    static func block(of key: Hash128, of blocks: Int) -> Int {
        Int(truncatingIfNeeded: key.high.multipliedFullWidth(by: UInt64(truncatingIfNeeded: blocks)).high)
    }

    /// The six-bit places of a key in the eight words of its block.
    @inline(__always)
    static func places(of key: Hash128, seed: UInt64) -> UInt64 {
        let mixed = (key.low ^ seed) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 29)
    }

    /// Puts keys in.
    mutating func add(_ keys: some Sequence<Hash128>) {
        let blocks = words.count / Self.blockWords
        let seed = seed
        words.withUnsafeMutableBufferPointer { words in
            for key in keys {
                let start = Self.block(of: key, of: blocks) &* Self.blockWords
                var places = Self.places(of: key, seed: seed)
                for word in 0..<Self.blockWords {
                    words[start &+ word] |= 1 &<< (places & 63)
                    places >>= 6
                }
            }
        }
    }

    /// Calls `hit` with the place in `probes` of every key that may be in the run.
    @inline(__always)
    func passing(_ probes: UnsafeBufferPointer<DedupeProbe>, _ hit: (Int) -> Void) {
        let blocks = words.count / Self.blockWords
        let seed = seed
        words.withUnsafeBufferPointer { words in
            let base = words.baseAddress!
            for place in 0..<probes.count {
                let key = probes[place].key
                let block = base + Self.block(of: key, of: blocks) &* Self.blockWords
                let p = Self.places(of: key, seed: seed)
                let front =
                    (block[0] &>> (p & 63)) & (block[1] &>> (p &>> 6 & 63)) & (block[2] &>> (p &>> 12 & 63))
                    & (block[3] &>> (p &>> 18 & 63))
                guard front & 1 != 0 else { continue }
                let back =
                    (block[4] &>> (p &>> 24 & 63)) & (block[5] &>> (p &>> 30 & 63)) & (block[6] &>> (p &>> 36 & 63))
                    & (block[7] &>> (p &>> 42 & 63))
                if back & 1 != 0 { hit(place) }
            }
        }
    }

    /// How many stored parts there are.
    var parts: Int { (bytes + Self.partBytes - 1) / Self.partBytes }

    /// How many parts are final once every key below `key` was added (in order).
    func finalParts(below key: Hash128) -> Int {
        Self.block(of: key, of: words.count / Self.blockWords) * Self.blockWords * 8 / Self.partBytes
    }

    /// The bytes of one part.
    func part(_ index: Int) -> [UInt8] {
        let start = index * Self.partBytes / 8
        return DedupePage.bytes(of: words[start..<min(words.count, start + Self.partBytes / 8)])
    }
}

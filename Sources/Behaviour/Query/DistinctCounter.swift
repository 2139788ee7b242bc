/// Counts different customers per series and bucket while rows stream by.
///
/// Small questions use one bit per (series, bucket, customer); past `bitBudget` bytes a hash set of pairs takes over.
struct DistinctCounter {
    /// Counts by series, then bucket.
    private(set) var counts: [[Int]] = []
    private let buckets: Int
    private let words: Int
    private let bitBudget: Int
    private var bits: [UInt64] = []
    private var rest = PairSet()

    /// `customers`: one more than the highest number that is usual.
    init(buckets: Int, customers: Int, bitBudget: Int = 256 << 20) {
        self.buckets = buckets
        self.bitBudget = bitBudget
        words = (customers + 63) / 64
    }

    /// Opens a series and returns its number.
    mutating func addSeries() -> Int {
        counts.append([Int](repeating: 0, count: buckets))
        let needed = counts.count * buckets * words
        if needed * 8 <= bitBudget { bits.append(contentsOf: repeatElement(0, count: needed - bits.count)) }
        return counts.count - 1
    }

    /// Notes that this customer is in that bucket of that series.
    mutating func insert(series: Int, bucket: Int, customer: UInt32) {
        let group = series * buckets + bucket
        let word = Int(customer >> 6)
        let place = group * words + word
        if word < words && place < bits.count {
            let bit: UInt64 = 1 << UInt64(customer & 63)
            guard bits[place] & bit == 0 else { return }
            bits[place] |= bit
        } else {
            guard rest.insert(UInt64(group) << 32 | UInt64(customer)) else { return }
        }
        counts[series][bucket] += 1
    }

    /// Different customers per bucket over several series together.
    func union(of series: [Int]) -> [Int] {
        let customers = words * 64
        var merged = DistinctCounter(buckets: buckets, customers: customers, bitBudget: bitBudget)
        _ = merged.addSeries()
        for one in series {
            for bucket in 0..<buckets {
                let base = (one * buckets + bucket) * words
                guard base + words <= bits.count else { continue }
                for word in 0..<words {
                    var left = bits[base + word]
                    while left != 0 {
                        merged.insert(series: 0, bucket: bucket, customer: UInt32(word * 64 + left.trailingZeroBitCount))
                        left &= left - 1
                    }
                }
            }
        }
        let wanted = Set(series)
        rest.forEach { pair in
            let group = Int(pair >> 32)
            if wanted.contains(group / buckets) {
                merged.insert(series: 0, bucket: group % buckets, customer: UInt32(truncatingIfNeeded: pair))
            }
        }
        return merged.counts[0]
    }
}

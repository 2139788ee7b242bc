import Vocabulary

/// Counts customers from streamed rows of (bucket, key number, leaf).
struct CustomerCounter {
    private let query: BucketQuery
    private let canonical: [UInt32]
    private var counter: DistinctCounter
    private var seriesOfKey: [Int32: Int] = [:]
    private var lastKey: Int32?
    private var lastSeries = 0

    init(_ query: BucketQuery, canonical: [UInt32]) {
        self.query = query
        self.canonical = canonical
        counter = DistinctCounter(buckets: query.boundaries.count - 1, customers: max(canonical.count, 4096))
    }

    /// Notes the rows of a chunk.
    mutating func add(_ chunk: DuckDBChunk) {
        let buckets = chunk.values(0, as: Int32.self)
        let keys = chunk.values(1, as: Int32.self)
        let leaves = chunk.values(2, as: UInt32.self)
        for row in 0..<chunk.count {
            let key = keys[row]
            if key != lastKey {
                lastSeries = series(of: key)
                lastKey = key
            }
            let leaf = leaves[row]
            let customer = Int(leaf) < canonical.count ? canonical[Int(leaf)] : leaf
            counter.insert(series: lastSeries, bucket: Int(buckets[row]), customer: customer)
        }
    }

    private mutating func series(of key: Int32) -> Int {
        if let known = seriesOfKey[key] { return known }
        let new = counter.addSeries()
        seriesOfKey[key] = new
        return new
    }

    private func name(of number: Int32) -> String {
        guard query.breakdown == .channel else { return String(number) }
        return (Channel(rawValue: UInt8(truncatingIfNeeded: number)) ?? .other).name
    }

    /// The series. `candidates`: texts of positive key numbers, where −1 is "no value" and −2 "any other"; nil when keys are the values.
    func result(candidates: [Int32: String]?) -> BucketResult {
        var builder = SeriesBuilder(query)
        var others: [Int] = []
        var ranked: [(key: BucketResult.Key, name: String, series: Int, total: Int)] = []
        for (number, series) in seriesOfKey {
            if candidates != nil && number == -1 {
                builder.set(.none, counter.counts[series])
            } else if candidates != nil && number == -2 {
                others.append(series)
            } else {
                let name = candidates?[number] ?? name(of: number)
                ranked.append((builder.key(name), name, series, counter.counts[series].reduce(0, +)))
            }
        }
        ranked.sort { $0.total != $1.total ? $0.total > $1.total : $0.name < $1.name }
        for entry in ranked.prefix(query.limit) { builder.set(entry.key, counter.counts[entry.series]) }
        others += ranked.dropFirst(query.limit).map(\.series)
        if !others.isEmpty { builder.set(.other, others.count == 1 ? counter.counts[others[0]] : counter.union(of: others)) }
        return builder.result()
    }
}

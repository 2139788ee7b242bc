/// Gathers counts by key and bucket and puts the series in order.
struct SeriesBuilder {
    private let query: BucketQuery
    private var values: [BucketResult.Key: [Int]] = [:]
    private var buckets: Int { query.boundaries.count - 1 }

    init(_ query: BucketQuery) { self.query = query }

    /// The key of a breakdown value as text.
    func key(_ text: String) -> BucketResult.Key { query.breakdown == nil ? .all : .value(text) }

    /// Adds to one count.
    mutating func add(_ key: BucketResult.Key, bucket: Int, _ count: Int) {
        guard bucket >= 0 && bucket < buckets else { return }
        let empty = [Int](repeating: 0, count: buckets)
        values[key, default: empty][bucket] += count
    }

    /// Sets a whole series.
    mutating func set(_ key: BucketResult.Key, _ counts: [Int]) { values[key] = counts }

    /// The series: values by falling total, ties by name; then other, then none.
    func result() -> BucketResult {
        guard query.breakdown != nil else {
            return BucketResult(series: [.init(key: .all, values: values[.all] ?? [Int](repeating: 0, count: buckets))])
        }
        let series = values.map { BucketResult.Series(key: $0.key, values: $0.value) }
        let named = series.filter { Self.name($0.key) != nil }
        let ordered = named.sorted { a, b in a.total != b.total ? a.total > b.total : (Self.name(a.key) ?? "") < (Self.name(b.key) ?? "") }
        return BucketResult(series: ordered + series.filter { $0.key == .other } + series.filter { $0.key == .none })
    }

    private static func name(_ key: BucketResult.Key) -> String? {
        if case .value(let name) = key { name } else { nil }
    }
}

/// Counts of durations by upper bound, for Prometheus; no lock, no allocation.
public final class Histogram: Sendable {
    /// Upper bounds in seconds.
    static let bounds: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    private let buckets: [Counter]
    private let microseconds = Counter()

    /// An empty histogram.
    public init() { buckets = (0...Self.bounds.count).map { _ in Counter() } }

    /// Counts one duration.
    public func record(seconds: Double) {
        var place = 0
        while place < Self.bounds.count && seconds > Self.bounds[place] { place += 1 }
        buckets[place].add()
        microseconds.add(Int(seconds * 1_000_000))
    }

    /// Appends the three series of that name.
    func write(_ name: String, labels: String, into out: inout String) {
        var total = 0
        for (place, bucket) in buckets.enumerated() {
            total += bucket.count
            let bound = place < Self.bounds.count ? "\(Self.bounds[place])" : "+Inf"
            out += "\(name)_bucket{\(labels)\(labels.isEmpty ? "" : ",")le=\"\(bound)\"} \(total)\n"
        }
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        out += "\(name)_sum\(suffix) \(Double(microseconds.count) / 1_000_000)\n"
        out += "\(name)_count\(suffix) \(total)\n"
    }
}

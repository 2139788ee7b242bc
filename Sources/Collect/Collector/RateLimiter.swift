import Synchronization
import Vocabulary

/// Token buckets, one per key and address, for public keys.
final class RateLimiter: Sendable {
    private struct Bucket: Sendable {
        var tokens: Double
        var at: Instant
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let perSecond: Double
    private let burst: Double
    private let most: Int

    init(perSecond: Double, burst: Double, most: Int = 50_000) {
        self.perSecond = perSecond
        self.burst = burst
        self.most = most
    }

    /// Takes one token; nil when there was one, else the seconds to wait.
    func take(_ name: String, at now: Instant) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= most, buckets[name] == nil { forgetIdle(&buckets, now) }
            var bucket = buckets[name] ?? Bucket(tokens: burst, at: now)
            bucket.tokens = Swift.min(burst, bucket.tokens + Double(Swift.max(0, now.since(bucket.at))) / 1000 * perSecond)
            bucket.at = Swift.max(bucket.at, now)
            let allowed = bucket.tokens >= 1
            if allowed { bucket.tokens -= 1 }
            buckets[name] = bucket
            return allowed ? nil : Swift.max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up)))
        }
    }

    /// Drops buckets that are full again; when everybody is busy, everybody starts afresh.
    private func forgetIdle(_ buckets: inout [String: Bucket], _ now: Instant) {
        let refill = Int64(burst / perSecond * 1000)
        buckets = buckets.filter { now.since($0.value.at) < refill }
        if buckets.count >= most { buckets.removeAll(keepingCapacity: true) }
    }
}

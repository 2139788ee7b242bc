import Synchronization
import Vocabulary

/// Token buckets by caller.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    private let perMillisecond: Double
    private let burst: Double
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let mostKeys = 50_000

    /// `perSecond` on average, `burst` at once.
    init(perSecond: Double, burst: Double) {
        perMillisecond = perSecond / 1000
        self.burst = burst
    }

    /// Takes one token.
    /// - Throws: `rate_limited` with the seconds until there is one.
    func take(_ key: String, now: Instant) throws(LianluError) {
        let wait: Double = buckets.withLock { map in
            if map.count >= Self.mostKeys {
                map = map.filter { Double(now.milliseconds - $0.value.at) * perMillisecond < burst }
                if map.count >= Self.mostKeys { map.removeAll() }
            }
            var bucket = map[key] ?? Bucket(tokens: burst, at: now.milliseconds)
            bucket.tokens = min(burst, bucket.tokens + Double(max(0, now.milliseconds - bucket.at)) * perMillisecond)
            bucket.at = now.milliseconds
            let wait = bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / perMillisecond
            if wait == 0 { bucket.tokens -= 1 }
            map[key] = bucket
            return wait
        }
        guard wait > 0 else { return }
        let seconds = max(1, Int((wait / 1000).rounded(.up)))
        throw LianluError(.rateLimited, "Too many requests.", hint: "Wait \(seconds) s and try again.", retryAfter: seconds)
    }
}

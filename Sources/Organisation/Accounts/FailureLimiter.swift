import Synchronization
public import Vocabulary

/// Counts failures by key within a sliding window and refuses once there were too many. In memory: a restart forgives.
public final class FailureLimiter: Sendable {
    /// So many failures …
    public let limit: Int
    /// … within so many milliseconds.
    public let window: Int64
    private let failures = Mutex<[String: [Int64]]>([:])
    private static let mostKeys = 20_000

    /// A limiter of `limit` failures in `window` milliseconds.
    public init(limit: Int = 5, window: Int64 = 15 * 60_000) {
        self.limit = limit
        self.window = window
    }

    /// - Throws: `rate_limited` with the seconds to wait when there were too many failures.
    public func check(_ key: String, now: Instant) throws(LianluError) {
        let oldest: Int64? = failures.withLock { map in
            guard let times = map[key] else { return nil }
            let recent = times.filter { $0 > now.milliseconds - window }
            map[key] = recent.isEmpty ? nil : recent
            return recent.count >= limit ? recent[recent.count - limit] : nil
        }
        guard let oldest else { return }
        let seconds = Int((oldest + window - now.milliseconds + 999) / 1000)
        throw LianluError(
            .rateLimited, "Too many failed attempts.",
            hint: "Wait \((seconds + 59) / 60) minutes and try again, or ask an admin for a login link.",
            retryAfter: max(1, seconds))
    }

    /// Notes a failure.
    public func failed(_ key: String, now: Instant) {
        failures.withLock { map in
            if map.count >= Self.mostKeys {
                map = map.filter { ($0.value.last ?? 0) > now.milliseconds - window }
                if map.count >= Self.mostKeys { map.removeAll() }
            }
            map[key, default: []].append(now.milliseconds)
        }
    }

    /// Forgets the failures of a key.
    public func succeeded(_ key: String) { failures.withLock { _ = $0.removeValue(forKey: key) } }
}

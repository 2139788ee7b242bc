/// How long to wait before the next try: doubling from a base up to a cap, with jitter so that failures do not come back in step.
public struct RetryPolicy: Sendable {
    /// The wait after the first try, in milliseconds, before jitter.
    public var base: Int64
    /// The longest wait, in milliseconds, before jitter.
    public var cap: Int64

    /// Doubling from `base` up to `cap`, in milliseconds.
    public init(base: Int64 = 2_000, cap: Int64 = 3_600_000) {
        self.base = base
        self.cap = cap
    }

    /// Milliseconds to wait after that try (from 1): between 3/4 and 5/4 of the doubled base.
    public func delay(afterAttempt attempt: Int, random: UInt64) -> Int64 {
        let doublings = min(max(attempt - 1, 0), 40)
        let (doubled, overflow) = base.multipliedReportingOverflow(by: 1 << Int64(doublings))
        let plain = overflow ? cap : min(doubled, cap)
        let half = UInt64(max(plain, 0)) / 2
        return plain - Int64(half / 2) + Int64(random % (half + 1))
    }
}

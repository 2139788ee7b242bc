#if canImport(Glibc)
    import Glibc
#endif

/// Measures short times: one reading of the monotonic clock at each end, about 20 ns, without the wide arithmetic of `Duration`.
public struct Stopwatch: Sendable {
    private var started: Int64

    /// Starts now.
    public init() { started = Self.now }

    /// Nanoseconds since the start.
    public var nanoseconds: Int64 { Self.now &- started }

    /// Seconds since the start.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Nanoseconds since the start; starts again.
    public mutating func lap() -> Int64 {
        let now = Self.now
        defer { started = now }
        return now &- started
    }

    private static var now: Int64 {
        var spec = timespec()
        clock_gettime(CLOCK_MONOTONIC, &spec)
        return Int64(spec.tv_sec) &* 1_000_000_000 &+ Int64(spec.tv_nsec)
    }
}

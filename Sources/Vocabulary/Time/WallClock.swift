import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The time of day, passed in so that tests run at a fixed time.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Instant

    /// Wraps a function that tells the time.
    public init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

    /// The present instant.
    public var now: Instant { read() }

    /// The system's real-time clock.
    public static let system = WallClock {
        var spec = timespec()
        clock_gettime(CLOCK_REALTIME, &spec)
        return Instant(milliseconds: Int64(spec.tv_sec) * 1000 + Int64(spec.tv_nsec) / 1_000_000)
    }
}

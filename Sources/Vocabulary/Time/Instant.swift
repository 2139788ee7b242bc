/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch.
    public var milliseconds: Int64
    /// An instant from milliseconds since the Unix epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// An instant from seconds since the Unix epoch.
    public init(seconds: Int64) { milliseconds = seconds * 1000 }
    /// Orders by time.
    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
    /// That many milliseconds later (or earlier when negative).
    public func adding(milliseconds delta: Int64) -> Instant { Instant(milliseconds: milliseconds &+ delta) }
    /// Milliseconds from `other` to this instant.
    public func since(_ other: Instant) -> Int64 { milliseconds &- other.milliseconds }
}

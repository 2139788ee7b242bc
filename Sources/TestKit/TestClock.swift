import Synchronization
public import Vocabulary

/// A clock that stands still until told otherwise.
public final class TestClock: Sendable {
    private let milliseconds: Atomic<Int64>

    /// Stands at that instant; by default 2026-11-23T04:00:00Z (noon in Shanghai).
    public init(_ start: Instant = Instant(milliseconds: 1_795_406_400_000)) { milliseconds = Atomic(start.milliseconds) }

    /// The clock to pass on.
    public var clock: WallClock { WallClock { self.now } }

    /// The instant it shows.
    public var now: Instant { Instant(milliseconds: milliseconds.load(ordering: .sequentiallyConsistent)) }

    /// Moves on by that many milliseconds.
    public func advance(milliseconds delta: Int64) { milliseconds.add(delta, ordering: .sequentiallyConsistent) }

    /// Shows that instant from now on.
    public func set(_ instant: Instant) { milliseconds.store(instant.milliseconds, ordering: .sequentiallyConsistent) }
}

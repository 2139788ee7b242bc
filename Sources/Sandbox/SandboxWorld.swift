public import Vocabulary

/// Stand-ins of the outside platforms: they check what the real ones check, keep what they received for the page that shows it, and can be told to fail.
public final class SandboxWorld: Sendable {
    let clock: WallClock

    /// An empty world.
    public init(clock: WallClock) { self.clock = clock }
}

public import Profile

/// Journeys and their runs, as the HTTP side and App use them.
public final class Journeys: Sendable {
    let base: RoomBase

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }
}

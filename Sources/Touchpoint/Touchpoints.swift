public import Profile

/// Origins, links, landing pages, experiments and slots, as the HTTP side and App use them.
public final class Touchpoints: Sendable {
    let base: RoomBase

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }
}

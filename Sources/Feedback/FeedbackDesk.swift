public import Profile

/// Ad accounts, conversions and spend, as the HTTP side and App use them.
public final class FeedbackDesk: Sendable {
    let base: RoomBase

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }
}

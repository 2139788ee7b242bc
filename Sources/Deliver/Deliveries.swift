public import Profile

/// Channel accounts, templates and messages, as the HTTP side and App use them.
public final class Deliveries: Sendable {
    let base: RoomBase

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }
}

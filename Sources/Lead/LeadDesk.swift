public import Profile

/// Leads, salespeople, assignment and pools, as the HTTP side and App use them.
public final class LeadDesk: Sendable {
    let base: RoomBase

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }
}

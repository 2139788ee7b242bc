/// What one content of a slot did so far.
public struct SlotFigures: Sendable, Equatable {
    /// Showings that were reported with a token of ours.
    public var shown = 0
    /// Clicks on its button.
    public var clicked = 0
    /// People on the list for it now.
    public var waiting = 0

    /// Nothing yet.
    public init() {}
}

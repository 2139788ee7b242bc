/// What a page has to show for itself.
public struct PageFigures: Sendable, Equatable {
    /// Links that lead to it.
    public var links = 0
    /// Good forms.
    public var submissions = 0
    /// Forms that were set aside.
    public var quarantined = 0
    /// Revision of the draft that the shown version was made from; nil when nothing is shown.
    public var shownRevision: Int64?

    /// Nothing yet.
    public init() {}
}

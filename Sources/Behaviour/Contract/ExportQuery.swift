public import Vocabulary

/// Which events to export.
public struct ExportQuery: Sendable {
    /// At or after; nil = from the first.
    public var from: Instant?
    /// Before; nil = to the last.
    public var to: Instant?
    /// Only these event codes; nil = all.
    public var codes: [Int32]?
    /// Only these leaves; nil = all.
    public var leaves: [LeafNumber]?

    /// Everything, to be narrowed.
    public init() {}
}

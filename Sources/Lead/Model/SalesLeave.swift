public import Vocabulary

/// An absence of a salesperson (请假).
public struct SalesLeave: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Who is away.
    public var salesperson: Int64
    /// From when.
    public var from: Instant
    /// Until when.
    public var to: Instant
    /// Who stands in.
    public var cover: Int64?
}

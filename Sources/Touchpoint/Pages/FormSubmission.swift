import Storage
public import Vocabulary

/// A form that came in; its answers are in the event on the customer's timeline.
public struct FormSubmission: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Version of the page it was sent from.
    public var version: Int64
    /// Whose: a leaf of the customer.
    public var leaf: LeafNumber
    /// The link the visit came through.
    public var link: Int64?
    /// The origin it counts for.
    public var origin: Int64?
    /// Variant of the experiment; "" without.
    public var variant: String
    /// "ok" or "quarantine".
    public var quality: String
    /// Why it was set aside.
    public var reasons: [String]
    /// When.
    public var at: Instant

    static let columns = "id, version, leaf, link, origin, variant, quality, reasons, at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        version = row.integer(1)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(2)))
        link = row.optionalInteger(3)
        origin = row.optionalInteger(4)
        variant = row.text(5)
        quality = row.text(6)
        reasons = ((try? JSONValue(parsing: row.text(7)))?.array ?? []).compactMap(\.string)
        at = Instant(milliseconds: row.integer(8))
    }
}

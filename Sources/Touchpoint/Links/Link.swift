import Storage
public import Vocabulary

/// A way in (推广链接): a slug under `/l/` that belongs to an origin and shows a landing page or leads to an address.
public struct Link: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// The part after `/l/`; unique.
    public var slug: String
    /// What people call it.
    public var name: String
    /// The origin its visitors count for.
    public var origin: Int64?
    /// The landing page it shows; nil when it leads to ``url``.
    public var page: Int64?
    /// The address it leads to; "" when it shows a page.
    public var url: String
    /// UTM values its visits have unless their address says otherwise ("source", "medium", "campaign").
    public var utm: JSONObject
    /// Whether it works.
    public var isActive: Bool
    /// Clicks so far.
    public var clicks: Int64
    /// When it was made.
    public var createdAt: Instant

    /// By whom.
    public var createdBy: String

    static let columns = "id, slug, name, origin, page, url, utm, active, clicks, created_at, created_by"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        slug = row.text(1)
        name = row.text(2)
        origin = row.optionalInteger(3)
        page = row.optionalInteger(4)
        url = row.text(5)
        utm = (try? JSONValue(parsing: row.text(6)))?.object ?? JSONObject()
        isActive = row.bool(7)
        clicks = row.integer(8)
        createdAt = Instant(milliseconds: row.integer(9))
        createdBy = row.text(10)
    }
}

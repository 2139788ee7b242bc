public import Storage
public import Vocabulary

/// A click that brought somebody, as conversion feedback needs it.
public struct Click: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Whose: a leaf of the customer.
    public var leaf: LeafNumber
    /// Ad platform ("tencent_ads"); "" when the click carries none.
    public var platform: String
    /// The platform's click id; "" when there is none.
    public var clickID: String
    /// The link it came through.
    public var link: Int64?
    /// The origin it counts for.
    public var origin: Int64?
    /// When.
    public var time: Instant
    /// The landing address.
    public var url: String

    /// Host that referred the visitor; "" when unknown.
    public var referrer: String
    /// User agent; "" when unknown.
    public var agent: String
    /// Masked network address ("203.0.113.0"); "" when unknown.
    public var network: String
    /// Ids that the platform's macros put into the address: accountId, campaignId, adId, creativeId …
    public var campaign: JSONObject

    static let columns = "id, leaf, platform, click_id, link, origin, time, url, referrer, agent, network, campaign"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(1)))
        platform = row.text(2)
        clickID = row.text(3)
        link = row.optionalInteger(4)
        origin = row.optionalInteger(5)
        time = Instant(milliseconds: row.integer(6))
        url = row.text(7)
        referrer = row.text(8)
        agent = row.text(9)
        network = row.text(10)
        campaign = (try? JSONValue(parsing: row.text(11)))?.object ?? JSONObject()
    }

    /// The clicks of these leaves at or after a moment, newest first.
    public static func of(_ leaves: [LeafNumber], since: Instant, in tx: any SQLTransaction) throws -> [Click] {
        var found: [Click] = []
        try tx.queryMany(
            "SELECT \(columns) FROM click WHERE leaf = $1 AND time >= $2",
            leaves.map { [SQLValue($0.rawValue), .integer(since.milliseconds)] }
        ) { _, row in found.append(Click(row)) }
        return found.sorted { ($0.time, $0.id) > ($1.time, $1.id) }
    }
}

public import Storage
public import Vocabulary

/// An account of ours with an ad platform.
public struct AdAccount: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// "tencent_ads", "ocean_engine".
    public var platform: String
    /// What people call it.
    public var name: String
    /// The platform's number of it.
    public var externalID: String
    /// Settings that are no secrets.
    public var settings: JSONObject
    /// Whether it may be used.
    public var isActive: Bool
    /// Whether hashed phone numbers go along, of customers with consent `ad_measurement`.
    public var sendsIdentifiers: Bool
    /// How long after a click something still counts for it, in days.
    public var windowDays: Int64
    /// How long a stage that a person set can be taken back, in minutes.
    public var holdMinutes: Int64
    /// Most calls a minute.
    public var perMinute: Int64
    /// Clicks of this origin and below belong to it.
    public var origin: Int64?
    /// Why nothing can be sent now; "".
    public var problem: String
    /// Stage events taken in for it, counted on its own.
    public var eligible: Int64
    /// When it was made.
    public var createdAt: Instant

    static let columns =
        "id, platform, name, external_id, settings, active, send_identifiers, window_days, hold_minutes, per_minute, origin, problem, eligible, created_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        platform = row.text(1)
        name = row.text(2)
        externalID = row.text(3)
        settings = (try? JSONValue(parsing: row.text(4)))?.object ?? JSONObject()
        isActive = row.bool(5)
        sendsIdentifiers = row.bool(6)
        windowDays = row.integer(7)
        holdMinutes = row.integer(8)
        perMinute = row.integer(9)
        origin = row.optionalInteger(10)
        problem = row.text(11)
        eligible = row.integer(12)
        createdAt = Instant(milliseconds: row.integer(13))
    }

    /// Every account.
    public static func all(in tx: any SQLTransaction) throws -> [AdAccount] {
        try tx.query("SELECT \(columns) FROM ad_account ORDER BY id", [], AdAccount.init)
    }

    /// The account of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> AdAccount? {
        try tx.first("SELECT \(columns) FROM ad_account WHERE id = $1", [.integer(id)], AdAccount.init)
    }
}

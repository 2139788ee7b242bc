public import Storage
public import Vocabulary

/// Somebody who answers leads (销售/导购).
public struct Salesperson: Sendable, Equatable {
    /// Whether somebody is there; a lost connection alone changes nothing.
    public enum Presence: String, Sendable, CaseIterable { case online, busy, away, offline }

    /// Its number.
    public var id: Int64
    /// The console account, when there is one.
    public var account: Int64?
    /// What people call them.
    public var name: String
    /// Phone for notifications; may be "".
    public var phone: String
    /// E-mail for notifications; may be "".
    public var email: String
    /// Store or dealer they belong to.
    public var node: Int64?
    /// Share of leads relative to others, in thousandths of a full-time person.
    public var weight: Int64
    /// Open leads they can have at once.
    public var capacity: Int64
    /// Leads they may get in a day; 0 for no limit.
    public var dailyCap: Int64
    /// Regions they take; empty for all.
    public var regions: [String]
    /// Products they take; empty for all.
    public var products: [String]
    /// Channel accounts over which they are told.
    public var channels: [Int64]
    /// Working hours; nil for always.
    public var calendar: Int64?
    /// Whether they are there.
    public var presence: Presence
    /// Since when.
    public var presenceAt: Instant
    /// Running value of smooth weighted round robin.
    public var turn: Int64
    /// When they last got a lead; 0 for never.
    public var lastAssignedAt: Instant
    /// Whether they take part at all.
    public var isActive: Bool
    /// Leads they got so far.
    public var leads: Int64

    static let columns =
        "id, account, name, phone, email, node, weight, capacity, daily_cap, regions, products, channels, calendar, presence, presence_at, turn, last_assigned_at, active, leads"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        account = row.optionalInteger(1)
        name = row.text(2)
        phone = row.text(3)
        email = row.text(4)
        node = row.optionalInteger(5)
        weight = row.integer(6)
        capacity = row.integer(7)
        dailyCap = row.integer(8)
        regions = Self.texts(row.text(9))
        products = Self.texts(row.text(10))
        channels = ((try? JSONValue(parsing: row.text(11)))?.array ?? []).compactMap(\.int)
        calendar = row.optionalInteger(12)
        presence = Presence(rawValue: row.text(13)) ?? .offline
        presenceAt = Instant(milliseconds: row.integer(14))
        turn = row.integer(15)
        lastAssignedAt = Instant(milliseconds: row.integer(16))
        isActive = row.bool(17)
        leads = row.integer(18)
    }

    static func texts(_ json: String) -> [String] { ((try? JSONValue(parsing: json))?.array ?? []).compactMap(\.string) }

    /// Everybody who was not deleted, by number; those who are switched off too.
    public static func all(in tx: any SQLTransaction) throws -> [Salesperson] {
        try tx.query("SELECT \(columns) FROM salesperson WHERE deleted_at IS NULL ORDER BY id", [], Salesperson.init)
    }
}

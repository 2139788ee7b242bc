public import Storage
public import Vocabulary

/// An account of ours on a channel (触达通道): a provider's SMS account, a mail server, a robot in a group, a webhook.
public struct ChannelAccount: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// What it is ("sms_aliyun").
    public var kind: String
    /// What people call it.
    public var name: String
    /// Its settings that are no secrets.
    public var settings: JSONObject
    /// Most messages a minute; 0 for no limit of ours.
    public var perMinute: Int64
    /// Whether it may be used.
    public var isActive: Bool
    /// What was wrong last, "" when all was well.
    public var failure: String
    /// When it was last used or tested.
    public var checkedAt: Instant?

    static let columns = "id, kind, name, settings, per_minute, active, failure, checked_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        kind = row.text(1)
        name = row.text(2)
        settings = (try? JSONValue(parsing: row.text(3)))?.object ?? JSONObject()
        perMinute = row.integer(4)
        isActive = row.bool(5)
        failure = row.text(6)
        checkedAt = row.optionalInteger(7).map(Instant.init(milliseconds:))
    }

    /// The account of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> ChannelAccount? {
        try tx.first("SELECT \(columns) FROM channel_account WHERE id = $1", [.integer(id)], ChannelAccount.init)
    }

    /// The queue its messages go through: its own, so that a slow one stalls nobody.
    var queue: String { "account.\(id)" }

    func text(_ name: String) -> String { settings[name]?.plainText ?? "" }
}

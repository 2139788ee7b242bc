import Storage
public import Vocabulary

/// One line of the audit log.
public struct AuditEntry: Sendable {
    /// Its number; larger is later.
    public var id: Int64
    /// When.
    public var at: Instant
    /// Sort of actor ("account", "api_key", "command_line", "system").
    public var actorKind: String
    /// The account's or key's number.
    public var actorID: String
    /// Their name at that time.
    public var actorName: String
    /// What ("customer.merge").
    public var action: String
    /// To what ("customer:…").
    public var target: String
    /// A flat JSON object of texts.
    public var detail: String
    /// From which network address.
    public var address: String

    init(_ row: any SQLRow) {
        id = row.integer(0)
        at = Instant(milliseconds: row.integer(1))
        actorKind = row.text(2)
        actorID = row.text(3)
        actorName = row.text(4)
        action = row.text(5)
        target = row.text(6)
        detail = row.text(7)
        address = row.text(8)
    }
}

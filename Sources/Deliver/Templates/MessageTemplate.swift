public import Storage
public import Vocabulary

/// A message as people write it once (消息模板): what is said, over which account, for what purpose.
public struct MessageTemplate: Sendable, Equatable {
    /// What it is for; decides about consent, caps and hours.
    public enum Purpose: String, Sendable, CaseIterable { case marketing, transactional }
    /// What happens when it falls into quiet hours.
    public enum Quiet: String, Sendable, CaseIterable { case `defer`, drop, ignore }

    /// Its number.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// The channel account it goes over.
    public var account: Int64
    /// What it is for.
    public var purpose: Purpose
    /// In quiet hours; `ignore` only for transactional ones.
    public var quiet: Quiet
    /// Subject (e-mail) or headline.
    public var subject: String
    /// Text with variables.
    public var text: String
    /// HTML with variables; "" for none.
    public var html: String
    /// The provider's template code (SMS).
    public var code: String
    /// The provider's parameters: name, and a text with variables.
    public var params: [(name: String, value: String)]
    /// No longer offered.
    public var isArchived: Bool
    /// Rises with every change.
    public var version: Int64
    /// Last change.
    public var updatedAt: Instant

    static let columns = "id, name, account, purpose, quiet, subject, text, html, code, params, archived, version, updated_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        account = row.integer(2)
        purpose = Purpose(rawValue: row.text(3)) ?? .marketing
        quiet = Quiet(rawValue: row.text(4)) ?? .defer
        subject = row.text(5)
        text = row.text(6)
        html = row.text(7)
        code = row.text(8)
        params = ((try? JSONValue(parsing: row.text(9)))?.array ?? []).map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
        isArchived = row.bool(10)
        version = row.integer(11)
        updatedAt = Instant(milliseconds: row.integer(12))
    }

    /// Compares all parts.
    public static func == (a: MessageTemplate, b: MessageTemplate) -> Bool { a.id == b.id && a.version == b.version }

    /// The template of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> MessageTemplate? {
        try tx.first("SELECT \(columns) FROM message_template WHERE id = $1", [.integer(id)], MessageTemplate.init)
    }

    /// What a marketing SMS in mainland China must end with (通信短信息服务管理规定; facts/channels.md §8).
    public static let optOut = "拒收请回复R"

    /// Text messages a text needs: 70 characters in one, 67 each in several.
    public static func segments(_ text: String) -> Int {
        let count = text.unicodeScalars.reduce(0) { $0 + ($1.value > 0xFFFF ? 2 : 1) }
        return count <= 70 ? 1 : (count + 66) / 67
    }
}

import Storage
public import Vocabulary

/// A key for programs that call the product API. Not a source's key, which delivers events.
public struct APIKey: Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// What it is for.
    public var name: String
    /// The last four characters, to tell keys apart.
    public var hint: String
    /// What it may do.
    public var role: Role
    /// Its place in the organisation, or nil for the whole.
    public var node: Int64?
    /// The path of that place.
    public var nodePath: String?
    /// Who made it.
    public var createdBy: String
    /// When it was made.
    public var createdAt: Instant
    /// When it was last used (to the minute).
    public var lastUsedAt: Instant?
    /// When it was revoked.
    public var revokedAt: Instant?

    /// The key as an actor.
    public func principal(address: String) -> Principal {
        Principal(
            kind: .apiKey, id: String(id), name: name, role: role, scope: DataScope.of(role: role, nodePath: nodePath), address: address)
    }

    static let columns = "k.id, k.name, k.hint, k.role, k.node, n.path, k.created_by, k.created_at, k.last_used_at, k.revoked_at"
    static let tables = "api_key k LEFT JOIN organisation_node n ON n.id = k.node"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        hint = row.text(2)
        role = Role(rawValue: row.text(3)) ?? .analyst
        node = row.optionalInteger(4)
        nodePath = row.optionalText(5)
        createdBy = row.text(6)
        createdAt = Instant(milliseconds: row.integer(7))
        lastUsedAt = row.optionalInteger(8).map { Instant(milliseconds: $0) }
        revokedAt = row.optionalInteger(9).map { Instant(milliseconds: $0) }
    }
}

import Storage
public import Vocabulary

/// Somebody who signs in to the console (账号). Not a customer.
public struct Account: Sendable, Hashable {
    /// Whether the account can be used.
    public enum Status: String, Sendable, CaseIterable {
        /// Can sign in.
        case active
        /// Has a login link and has not used it yet.
        case invited
        /// Cannot sign in; kept because the audit log names it.
        case disabled
    }

    /// Its number.
    public var id: Int64
    /// E-mail address in lower case; unique.
    public var email: String
    /// What people call them.
    public var name: String
    /// What they may do.
    public var role: Role
    /// Their place in the organisation, or nil for the whole.
    public var node: Int64?
    /// The path of that place.
    public var nodePath: String?
    /// Whether it can be used.
    public var status: Status
    /// Interface language ("zh-Hans", "zh-Hant", "en"), or nil for the deployment's.
    public var locale: String?
    /// When it was made.
    public var createdAt: Instant
    /// When they last signed in.
    public var lastLoginAt: Instant?
    /// Whether a password was set.
    public var hasPassword: Bool

    /// Whose customers they see.
    public var scope: DataScope { DataScope.of(role: role, nodePath: nodePath) }

    /// The account as an actor.
    public func principal(address: String) -> Principal {
        Principal(kind: .account, id: String(id), name: name, role: role, scope: scope, address: address)
    }

    static let columns =
        "a.id, a.email, a.name, a.role, a.node, n.path, a.status, a.locale, a.created_at, a.last_login_at, CASE WHEN a.password IS NULL THEN 0 ELSE 1 END"
    static let tables = "account a LEFT JOIN organisation_node n ON n.id = a.node"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        email = row.text(1)
        name = row.text(2)
        role = Role(rawValue: row.text(3)) ?? .analyst
        node = row.optionalInteger(4)
        nodePath = row.optionalText(5)
        status = Status(rawValue: row.text(6)) ?? .disabled
        locale = row.optionalText(7)
        createdAt = Instant(milliseconds: row.integer(8))
        lastLoginAt = row.optionalInteger(9).map { Instant(milliseconds: $0) }
        hasPassword = row.bool(10)
    }
}

extension DataScope {
    /// The scope of a role with a place in the organisation.
    static func of(role: Role, nodePath: String?) -> DataScope {
        if let nodePath { return .subtree(path: nodePath) }
        return role.needsNode ? .nobody : .all
    }
}

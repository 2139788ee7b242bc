import Vocabulary

/// Who is acting: a signed-in account, an API key, the command line or Lianlu itself.
public struct Principal: Sendable, Hashable {
    /// The sort of actor, as the audit log names it.
    public enum Kind: String, Sendable {
        case account
        case apiKey = "api_key"
        case commandLine = "command_line"
        case system
    }

    /// The sort of actor.
    public var kind: Kind
    /// The account's or key's number; "" for the command line and the system.
    public var id: String
    /// A name people recognise.
    public var name: String
    /// What it may do.
    public var role: Role
    /// Whose customers it sees.
    public var scope: DataScope
    /// The caller's network address; "" when there is none.
    public var address: String

    /// Makes an actor from its parts.
    public init(kind: Kind, id: String, name: String, role: Role, scope: DataScope, address: String = "") {
        self.kind = kind
        self.id = id
        self.name = name
        self.role = role
        self.scope = scope
        self.address = address
    }

    /// Somebody with a shell on the server.
    public static let commandLine = Principal(kind: .commandLine, id: "", name: "lianlu", role: .admin, scope: .all)
    /// Lianlu itself.
    public static let system = Principal(kind: .system, id: "", name: "system", role: .admin, scope: .all)

    /// How other rooms note who did something ("account:7").
    public var reference: String { id.isEmpty ? kind.rawValue : "\(kind.rawValue):\(id)" }

    /// Lets only those through who see that place (``DataScope/holds(_:)``); nil is the whole organisation.
    /// - Throws: `forbidden`.
    func needPlace(_ path: String?) throws(LianluError) {
        guard !scope.holds(path) else { return }
        throw LianluError(
            .forbidden, "That is not in your part of the organisation.",
            hint: "Name a place of your own part; GET /api/organisation lists them.")
    }

    /// Whether it may do that.
    public func may(_ permission: Permission) -> Bool { role.permissions.contains(permission) }
}

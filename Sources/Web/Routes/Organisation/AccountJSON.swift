import Organisation
import Vocabulary

/// Accounts, nodes, keys and audit entries as the API shows them.
enum AccountJSON {
    static func account(_ account: Account) -> JSONValue {
        [
            "id": .int(account.id), "name": .string(account.name), "email": .string(account.email), "role": .string(account.role.rawValue),
            "node": .optional(account.node), "locale": .optional(account.locale), "status": .string(account.status.rawValue),
            "lastLoginAt": .time(account.lastLoginAt), "createdAt": .time(account.createdAt), "hasPassword": .bool(account.hasPassword),
        ]
    }

    static func node(_ node: OrganisationNode, staff: Int, customers: Int) -> JSONValue {
        [
            "id": .int(node.id), "parent": .optional(node.parent), "kind": .string(node.kind.rawValue), "name": .string(node.name),
            "code": .string(node.code), "staff": .int(staff), "customers": .int(customers),
        ]
    }

    static func key(_ key: APIKey) -> JSONValue {
        [
            "id": .int(key.id), "name": .string(key.name), "hint": .string(key.hint), "role": .string(key.role.rawValue),
            "node": .optional(key.node),
            "createdBy": .string(key.createdBy), "createdAt": .time(key.createdAt), "lastUsedAt": .time(key.lastUsedAt),
            "revokedAt": .time(key.revokedAt),
        ]
    }

    static func entry(_ entry: AuditEntry) -> JSONValue {
        [
            "id": .int(entry.id), "at": .time(entry.at),
            "actor": ["kind": .string(entry.actorKind), "id": .string(entry.actorID), "name": .string(entry.actorName)],
            "action": .string(entry.action), "target": .string(entry.target), "detail": (try? JSONValue(parsing: entry.detail)) ?? nil,
            "ip": .string(entry.address),
        ]
    }
}

extension JSONValue {
    /// An instant as ISO 8601 in UTC.
    static func time(_ instant: Instant) -> JSONValue { .string(ISO8601.format(instant)) }
    /// An instant as ISO 8601 in UTC, or null.
    static func time(_ instant: Instant?) -> JSONValue { instant.map { time($0) } ?? .null }
}

public import Storage
public import Vocabulary

/// The keys of programs. Only a hash is kept; the value is shown once, when the key is made.
public struct APIKeys: Sendable {
    let store: any OperationalStore
    let clock: WallClock
    let entropy: Entropy

    /// The keys kept in that store.
    public init(store: any OperationalStore, clock: WallClock = .system, entropy: Entropy = .system) {
        self.store = store
        self.clock = clock
        self.entropy = entropy
    }

    /// Every key, oldest first, revoked ones included.
    public func list() async throws -> [APIKey] {
        try await store.read { try $0.query("SELECT \(APIKey.columns) FROM \(APIKey.tables) ORDER BY k.id", [], APIKey.init) }
    }

    /// Makes a key; `value` is seen only now.
    public func create(name: String, role: Role, node: Int64? = nil, by actor: Principal) async throws -> (key: APIKey, value: String) {
        let name = try AccountRules.name(name)
        let now = clock.now
        let value = "llk_" + entropy.token(bits: 200)
        let key = try await store.write { tx in
            try Self.insert(tx, value: value, name: name, role: role, node: node, by: actor, at: now)
        }
        return (key, value)
    }

    /// Makes sure that this value is an admin key (LIANLU_API_KEY); doing it again changes nothing, also not a revocation. How long it is, is the operator's
    /// decision; App warns about short ones.
    public func preset(_ value: String, name: String = "LIANLU_API_KEY") async throws {
        let now = clock.now
        try await store.write { tx in
            guard try tx.first("SELECT 1 FROM api_key WHERE key_hash = $1", [.blob(SecretHash.of(value))], { _ in true }) == nil else {
                return
            }
            _ = try Self.insert(tx, value: value, name: name, role: .admin, node: nil, by: .commandLine, at: now)
        }
    }

    /// The key with that value, or nil when it is unknown or revoked. Notes the use, at most once a minute.
    public func authenticate(_ value: String) async throws -> APIKey? {
        guard value.utf8.count <= 200 else { return nil }
        let hash = SecretHash.of(value)
        let key = try await store.read { tx in
            try tx.first("SELECT \(APIKey.columns) FROM \(APIKey.tables) WHERE k.key_hash = $1", [.blob(hash)], APIKey.init)
        }
        guard let key, key.revokedAt == nil else { return nil }
        let now = clock.now
        if now.since(key.lastUsedAt ?? Instant(milliseconds: 0)) >= 60_000 {
            _ = try await store.write { tx in
                try tx.execute("UPDATE api_key SET last_used_at = $1 WHERE id = $2", [.integer(now.milliseconds), .integer(key.id)])
            }
        }
        return key
    }

    /// Ends a key for good; doing it again changes nothing.
    public func revoke(_ id: Int64, by actor: Principal) async throws {
        let now = clock.now
        try await store.write { tx in
            guard let key = try tx.first("SELECT \(APIKey.columns) FROM \(APIKey.tables) WHERE k.id = $1", [.integer(id)], APIKey.init)
            else {
                throw LianluError(.notFound, "There is no API key \(id).", hint: "List the keys to see which there are.")
            }
            try actor.needPlace(key.nodePath)
            let changed = try tx.execute(
                "UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", [.integer(now.milliseconds), .integer(id)])
            if changed > 0 { try AuditLog.append(tx, actor, "api_key.revoke", target: "api_key:\(id)", at: now) }
        }
    }

    private static func insert(
        _ tx: any SQLTransaction, value: String, name: String, role: Role, node: Int64?, by actor: Principal, at now: Instant
    ) throws -> APIKey {
        try actor.needPlace(try node.map { try OrganisationTree.find($0, tx).path })
        let id = try tx.take(from: "api_key")
        try tx.execute(
            "INSERT INTO api_key(id, name, key_hash, hint, role, node, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                .integer(id), .text(name), .blob(SecretHash.of(value)), .text(String(value.suffix(4))), .text(role.rawValue),
                SQLValue(node),
                .text(actor.name), .integer(now.milliseconds),
            ])
        try AuditLog.append(
            tx, actor, "api_key.create", target: "api_key:\(id)", detail: [("name", name), ("role", role.rawValue)], at: now)
        return try tx.first("SELECT \(APIKey.columns) FROM \(APIKey.tables) WHERE k.id = $1", [.integer(id)], APIKey.init)!
    }
}

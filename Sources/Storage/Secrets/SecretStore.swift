public import Vocabulary

/// Secrets at rest: table `secret`, sealed under the ``MasterKey`` with the name as associated data, so that a sealed value cannot be moved to another name.
public struct SecretStore: Sendable {
    private let store: any OperationalStore
    private let key: MasterKey
    private let clock: WallClock

    private static let checkName = "lianlu.key-check"

    /// Secrets of that store.
    public init(store: any OperationalStore, key: MasterKey, clock: WallClock) {
        self.store = store
        self.key = key
        self.clock = clock
    }

    /// Checks that the key belongs to this database, and marks a new database with it; throws `unusableData` when it does not. Call once at the start.
    public func check() async throws {
        try await store.write { transaction in
            if try get(Self.checkName, in: transaction) == nil { try set(Self.checkName, SecretText("ok"), in: transaction) }
        }
    }

    /// The secret of that name, or nil.
    public func read(_ name: String) async throws -> SecretText? { try await store.read { try get(name, in: $0) } }

    /// Sets or replaces a secret.
    public func write(_ name: String, _ value: SecretText) async throws { try await store.write { try set(name, value, in: $0) } }

    /// Forgets a secret; false when there was none.
    @discardableResult
    public func remove(_ name: String) async throws -> Bool { try await store.write { try remove(name, in: $0) } }

    /// The names there are, without the secrets.
    public func names() async throws -> [String] {
        try await store.read {
            try $0.query("SELECT name FROM secret WHERE name <> $1 ORDER BY name", [.text(Self.checkName)]) { $0.text(0) }
        }
    }

    /// The secret of that name, or nil; throws `unusableData` when the key does not fit.
    public func get(_ name: String, in transaction: any SQLTransaction) throws -> SecretText? {
        guard let sealed = try transaction.first("SELECT sealed FROM secret WHERE name = $1", [.text(name)], { $0.blob(0) }) else {
            return nil
        }
        return SecretText(String(decoding: try key.open(sealed, name: name), as: UTF8.self))
    }

    /// Sets or replaces a secret in the caller's transaction.
    public func set(_ name: String, _ secret: SecretText, in transaction: any SQLTransaction) throws {
        let sealed = try key.seal(Array(secret.reveal().utf8), name: name)
        try transaction.execute(
            "INSERT INTO secret(name, sealed, updated_at) VALUES ($1, $2, $3) ON CONFLICT(name) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at",
            [.text(name), .blob(sealed), .integer(clock.now.milliseconds)])
    }

    /// Forgets a secret in the caller's transaction; false when there was none.
    @discardableResult
    public func remove(_ name: String, in transaction: any SQLTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM secret WHERE name = $1", [.text(name)]) > 0
    }
}

public import Vocabulary

/// Secrets at rest: table `secret`, sealed under the ``MasterKey``.
public struct SecretStore: Sendable {
    private let store: any OperationalStore
    private let key: MasterKey
    private let clock: WallClock

    /// Secrets of that store.
    public init(store: any OperationalStore, key: MasterKey, clock: WallClock) {
        self.store = store
        self.key = key
        self.clock = clock
    }

    /// The secret of that name, or nil.
    public func read(_ name: String) async throws -> SecretText? {
        let sealed = try await store.read { tx in try tx.first("SELECT sealed FROM secret WHERE name = $1", [.text(name)]) { $0.blob(0) } }
        guard let sealed else { return nil }
        return SecretText(String(decoding: try key.open(sealed, name: name), as: UTF8.self))
    }

    /// Sets or replaces a secret.
    public func write(_ name: String, _ value: SecretText) async throws {
        let sealed = try key.seal(Array(value.reveal().utf8), name: name)
        let now = clock.now.milliseconds
        try await store.write { tx in
            try tx.execute(
                "INSERT INTO secret(name, sealed, updated_at) VALUES ($1, $2, $3) ON CONFLICT(name) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at",
                [.text(name), .blob(sealed), .integer(now)])
        }
    }

    /// Forgets a secret.
    public func remove(_ name: String) async throws {
        try await store.write { tx in try tx.execute("DELETE FROM secret WHERE name = $1", [.text(name)]) }
    }
}

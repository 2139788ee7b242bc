public import Storage

/// Fresh, migrated operational stores for tests, on every engine this machine has.
///
///     @Test(arguments: TestStores.available)
///     func name(engine: OperationalEngine) async throws {
///         try await TestStores.withStore(engine) { store in … }
///     }
public enum TestStores {
    /// The engines to run a contract suite on.
    public static let available: [OperationalEngine] = TestCluster.isInstalled ? [.sqlite, .postgres] : [.sqlite]

    /// Runs a body with a fresh migrated store that is closed and removed afterwards.
    @discardableResult
    public static func withStore<T>(_ engine: OperationalEngine, _ body: (any OperationalStore) async throws -> T) async throws -> T {
        try await withEmptyStore(engine) { store in
            try await Migrator.migrate(store)
            return try await body(store)
        }
    }

    /// Runs a body with a fresh store without any table.
    @discardableResult
    public static func withEmptyStore<T>(_ engine: OperationalEngine, _ body: (any OperationalStore) async throws -> T) async throws -> T {
        switch engine {
        case .sqlite:
            return try await TestFolder.with { folder in
                try await closing(SQLiteStore(path: folder + "/operational.sqlite"), body)
            }
        case .postgres:
            return try await withPostgresURL { url in try await closing(PostgresStore(url: url), body) }
        }
    }

    /// Runs a body with the address of a fresh empty PostgreSQL database.
    @discardableResult
    public static func withPostgresURL<T>(_ body: (String) async throws -> T) async throws -> T {
        let url = try TestCluster.makeDatabase()
        defer { TestCluster.dropDatabase(url) }
        return try await body(url)
    }

    /// Ends every connection of a test's PostgreSQL database, as a restart of the server would.
    public static func cutConnections(_ url: String) throws { try TestCluster.cutConnections(url) }

    private static func closing<T>(_ store: any OperationalStore, _ body: (any OperationalStore) async throws -> T) async throws -> T {
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}

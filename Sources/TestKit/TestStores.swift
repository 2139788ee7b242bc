public import Storage

/// Fresh, migrated operational stores for tests, on every engine this machine has.
///
///     @Test(arguments: TestStores.available)
///     func name(engine: OperationalEngine) async throws {
///         try await TestStores.withStore(engine) { store in … }
///     }
public enum TestStores {
    /// The engines to run a contract suite on.
    public static let available: [OperationalEngine] = [.sqlite]

    /// Runs a body with a fresh migrated store that is closed and removed afterwards.
    public static func withStore<T>(_ engine: OperationalEngine, _ body: (any OperationalStore) async throws -> T) async throws -> T {
        try await withEmptyStore(engine) { store in
            try await Migrator.migrate(store)
            return try await body(store)
        }
    }

    /// Runs a body with a fresh store without any table.
    public static func withEmptyStore<T>(_ engine: OperationalEngine, _ body: (any OperationalStore) async throws -> T) async throws -> T {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/operational.sqlite")
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
}

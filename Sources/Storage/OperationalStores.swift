public import Vocabulary

/// Opens the operational store the configuration asks for.
public enum OperationalStores {
    /// Where the operational data lives.
    public struct Configuration: Sendable {
        /// The data folder; must exist.
        public var dataDirectory: String
        /// A libpq address (`postgresql://…`), or nil for the embedded SQLite file `operational.sqlite` in the data folder.
        public var postgresURL: String?

        /// Makes a configuration from its parts.
        public init(dataDirectory: String, postgresURL: String? = nil) {
            self.dataDirectory = dataDirectory
            self.postgresURL = postgresURL
        }
    }

    /// Opens the store and brings its schema up to date.
    public static func open(_ configuration: Configuration, clock: WallClock = .system) async throws -> any OperationalStore {
        let store: any OperationalStore = try SQLiteStore(path: configuration.dataDirectory + "/operational.sqlite")
        do {
            try await Migrator.migrate(store, clock: clock)
        } catch {
            await store.close()
            throw error
        }
        return store
    }
}

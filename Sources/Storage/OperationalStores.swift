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
        let store: any OperationalStore =
            if let url = configuration.postgresURL {
                PostgresStore(url: url)
            } else {
                try SQLiteStore(path: configuration.dataDirectory + "/operational.sqlite")
            }
        do {
            try await Migrator.migrate(store, clock: clock)
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// Opens the inbox that belongs to that store; open the store first, it brings the schema up to date.
    public static func openInbox(_ configuration: Configuration, capBytes: Int) async throws -> any Inbox {
        if let url = configuration.postgresURL { return try await PostgresInbox.open(url: url, capBytes: capBytes) }
        return try SQLiteInbox(path: configuration.dataDirectory + "/inbox.sqlite", capBytes: capBytes)
    }

    /// The projector's lease on that store.
    public static func lease(_ configuration: Configuration) -> any ProjectorLease {
        if let url = configuration.postgresURL { PostgresLease(url: url) } else { EmbeddedLease() }
    }
}

import Synchronization
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// One opening of the database file: its locked-down settings, the writer's thread and the readers' threads.
final class DuckDBEngine: Sendable {
    /// The thread that writes; it also writes a checkpoint when it had nothing to do for two seconds.
    let writer: DuckDBThreads
    /// The threads that answer questions of analysis.
    let readers: DuckDBThreads
    /// The threads that answer short questions (timelines), so that they never wait for long ones.
    let lookups: DuckDBThreads

    /// How many threads answer short questions.
    static let lookupThreads = 2

    private let path: String
    // DuckDB's lock on the file keeps other processes out, not a second opening by this one.
    private static let openPaths = Mutex<Set<String>>([])

    /// Opens the file. Blocks; to be called on a thread of its own.
    init(_ options: DuckDBOptions) throws {
        path = options.path
        guard Self.openPaths.withLock({ $0.insert(options.path).inserted }) else {
            throw LianluError(.conflict, "\(options.path) is open in this process already.", hint: "Close it first.")
        }
        do {
            (writer, readers, lookups) = try Self.start(options)
        } catch {
            Self.openPaths.withLock { _ = $0.remove(options.path) }
            throw error
        }
    }

    private static func start(_ options: DuckDBOptions) throws -> (DuckDBThreads, DuckDBThreads, DuckDBThreads) {
        let library = try DuckDBLibrary.shared()
        let settings = [
            ("memory_limit", "\(options.memoryBytes / 1_000_000)MB"), ("threads", "\(options.threads)"),
            ("temp_directory", options.path + ".tmp"), ("wal_autocheckpoint", "\(options.checkpointBytes / 1_000_000)MB"),
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"), ("preserve_insertion_order", "false"),
        ]
        let database = try DuckDBDatabase(library: library, path: options.path, settings: settings)
        mkdir(options.stagingFolder, 0o700)
        let connection = try database.connect()
        let folder = options.stagingFolder.replacingQuotes
        try connection.execute(
            "SET allowed_directories = ['\(folder)']; SET enable_external_access = false; SET lock_configuration = true;")
        try DuckDBSchema.prepare(connection, path: options.path)
        let readers = try (0..<max(1, options.readers)).map { _ in try database.connect() }
        let lookups = try (0..<lookupThreads).map { _ in try database.connect() }
        let writer = DuckDBThreads(connections: [connection], idleSeconds: 2) { connection in
            // Fails when a reader holds an older version of the data; the next idle moment tries again.
            try? connection.run("CHECKPOINT") { _ in }
        }
        return (writer, DuckDBThreads(connections: readers), DuckDBThreads(connections: lookups))
    }

    /// Ends the threads and closes the file, which writes a checkpoint. Blocks.
    func stop() {
        readers.stop()
        lookups.stop()
        writer.stop()
        Self.openPaths.withLock { _ = $0.remove(path) }
    }
}

extension DuckDBOptions {
    /// The only folder DuckDB may touch besides its own file: backups and exports are written there, then moved.
    var stagingFolder: String { path + ".staging" }
}

extension String {
    /// For use between single quotes in SQL.
    var replacingQuotes: String { split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") }
}

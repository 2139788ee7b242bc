import CDuckDB
import Vocabulary

/// An open database file, or one in memory. Closed when released.
final class DuckDBDatabase: @unchecked Sendable {
    let library: DuckDBLibrary
    private var handle: duckdb_database?

    /// Opens the file with these settings, creating it when missing.
    init(library: DuckDBLibrary, path: String, settings: [(String, String)]) throws(LianluError) {
        self.library = library
        var config: duckdb_config?
        guard library.call.create_config(&config) == 0 else { throw LianluError(.internal, "DuckDB refused to make a configuration.") }
        defer { library.call.destroy_config(&config) }
        for (name, value) in settings where library.call.set_config(config, name, value) != 0 {
            throw LianluError(.internal, "DuckDB does not know the setting \(name)=\(value).", hint: "Use DuckDB 1.5.")
        }
        var message: UnsafeMutablePointer<CChar>?
        let state = library.call.open_ext(path, &handle, config, &message)
        defer { library.call.free(message) }
        guard state == 0 else { throw DuckDBError.opening(path, message.map { String(cString: $0) } ?? "") }
    }

    /// A new connection.
    func connect() throws(LianluError) -> DuckDBConnection {
        var connection: duckdb_connection?
        guard library.call.connect(handle, &connection) == 0 else { throw LianluError(.unavailable, "DuckDB gave no connection.") }
        return DuckDBConnection(database: self, handle: connection)
    }

    deinit { library.call.close(&handle) }
}

import CDuckDB
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// One connection; used by one thread at a time, only ``interrupt()`` by others.
final class DuckDBConnection: @unchecked Sendable {
    let database: DuckDBDatabase
    private(set) var handle: duckdb_connection?
    var call: lianlu_duckdb_functions { database.library.call }

    init(database: DuckDBDatabase, handle: duckdb_connection?) {
        self.database = database
        self.handle = handle
    }

    deinit { database.library.call.disconnect(&handle) }

    /// Ends what is running on this connection with an error.
    func interrupt() { call.interrupt(handle) }

    /// Runs statements that give no rows; returns the number of rows changed by the last.
    @discardableResult
    func execute(_ sql: String) throws(LianluError) -> Int {
        var result = duckdb_result()
        let state = call.query(handle, sql, &result)
        defer { call.destroy_result(&result) }
        guard state == 0 else { throw DuckDBError.running(call.result_error(&result).map { String(cString: $0) } ?? "") }
        return Int(call.rows_changed(&result))
    }

    /// Runs one statement and hands over its rows chunk by chunk, checking `ticket` in between.
    func run(
        _ sql: String, _ parameters: [DuckDBParameter] = [], ticket: DuckDBTicket? = nil, each: (DuckDBChunk) throws -> Void
    ) throws {
        var statement: duckdb_prepared_statement?
        let prepared = call.prepare(handle, sql, &statement)
        defer { call.destroy_prepare(&statement) }
        guard prepared == 0 else { throw DuckDBError.running(call.prepare_error(statement).map { String(cString: $0) } ?? "") }
        for (place, parameter) in parameters.enumerated() {
            guard parameter.bind(to: statement, at: UInt64(place + 1), call) == 0 else {
                throw LianluError(.internal, "DuckDB refused parameter \(place + 1).")
            }
        }
        var result = try start(statement, ticket)
        defer { call.destroy_result(&result) }
        while true {
            try ticket?.check()
            var chunk = call.fetch_chunk(result)
            guard let present = chunk else { break }
            defer { call.destroy_data_chunk(&chunk) }
            try each(DuckDBChunk(present, call))
        }
        if let message = call.result_error(&result), message.pointee != 0 { throw DuckDBError.running(String(cString: message)) }
    }

    private func start(_ statement: duckdb_prepared_statement?, _ ticket: DuckDBTicket?) throws -> duckdb_result {
        var pending: duckdb_pending_result?
        let made = call.pending_prepared_streaming(statement, &pending)
        defer { call.destroy_pending(&pending) }
        func failure() -> LianluError { DuckDBError.running(call.pending_error(pending).map { String(cString: $0) } ?? "") }
        guard made == 0 else { throw failure() }
        while true {
            let state = call.pending_execute_task(pending)
            if state == 0 { break }
            if state == 2 { throw failure() }
            try ticket?.check()
            // Nothing to do for this thread: another of DuckDB's has the work.
            if state == 3 { usleep(50) }
        }
        var result = duckdb_result()
        guard call.execute_pending(pending, &result) == 0 else {
            let error = DuckDBError.running(call.result_error(&result).map { String(cString: $0) } ?? "")
            call.destroy_result(&result)
            throw error
        }
        return result
    }
}

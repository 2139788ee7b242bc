import GRDBSQLite
import Glibc
import Vocabulary

/// Looks at a file before it is opened for work, so that a damaged, newer or foreign one is refused untouched.
enum SQLiteHealth {
    /// Passes when there is no file yet, or a Lianlu database this program understands.
    static func check(path: String) throws(LianluError) {
        guard access(path, F_OK) == 0 else { return }
        if access(path, W_OK) != 0 { throw SystemFault.error("\(path) cannot be written", errno) }
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else { throw SQLiteFault.error(code: code, message: "cannot open", file: path) }
        sqlite3_busy_timeout(handle, 5000)
        let tables = try number(handle, "SELECT count(*) FROM sqlite_schema", path)
        let application = try number(handle, "PRAGMA application_id", path)
        guard application == Int64(SQLiteStore.applicationID) || (application == 0 && tables == 0) else {
            throw LianluError(
                .unusableData, "\(path) is a SQLite file of another program.", hint: "Give Lianlu a data folder of its own with --data-dir."
            )
        }
        guard try number(handle, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_step'", path) > 0 else { return }
        try Migrator.refuseNewer(Int(try number(handle, "SELECT coalesce(max(number), 0) FROM schema_step", path)), what: path)
    }

    private static func number(_ handle: OpaquePointer, _ sql: String, _ path: String) throws(LianluError) -> Int64 {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, sqlite3_step(statement) == SQLITE_ROW else {
            throw SQLiteFault.error(
                code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), file: path, sql: sql)
        }
        return sqlite3_column_int64(statement, 0)
    }
}

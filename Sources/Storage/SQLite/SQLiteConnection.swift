import GRDBSQLite
import Vocabulary

/// A bare connection for files with a few fixed statements (the inbox); not thread-safe, its owner sees to that.
final class SQLiteConnection: @unchecked Sendable {
    let handle: OpaquePointer
    private let path: String
    private var statements: [String: OpaquePointer] = [:]
    private var binder = SQLiteBinder()

    init(path: String, readOnly: Bool = false) throws(LianluError) {
        var handle: OpaquePointer?
        let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw SQLiteFault.error(code: code, message: "cannot open", file: path)
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
        self.handle = handle
        self.path = path
    }

    /// Runs statements without parameters or rows.
    func execute(_ script: String) throws(LianluError) {
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw fault(script) }
    }

    /// Runs one statement, prepared once, and hands its rows over.
    func run(_ sql: String, _ values: [SQLValue] = [], _ each: (SQLiteRow) -> Void = { _ in }) throws(LianluError) {
        let statement = try prepare(sql)
        defer { sqlite3_reset(statement) }
        try binder.bind(values, to: statement)
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: each(SQLiteRow(statement: statement))
            case SQLITE_DONE: return
            default: throw fault(sql)
            }
        }
    }

    /// The first column of the first row.
    func number(_ sql: String, _ values: [SQLValue] = []) throws(LianluError) -> Int64? {
        var result: Int64?
        try run(sql, values) { row in if result == nil { result = row.integer(0) } }
        return result
    }

    /// Runs a body in an immediate transaction.
    func transaction<T>(_ body: () throws -> T, beforeCommit: () -> Void = {}) throws -> T {
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            beforeCommit()
            try run("COMMIT")
            return result
        } catch {
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    func close() {
        for statement in statements.values { sqlite3_finalize(statement) }
        statements = [:]
        sqlite3_close_v2(handle)
    }

    private func prepare(_ sql: String) throws(LianluError) -> OpaquePointer {
        if let known = statements[sql] { return known }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK, let statement else {
            throw fault(sql)
        }
        statements[sql] = statement
        return statement
    }

    private func fault(_ sql: String) -> LianluError {
        SQLiteFault.error(code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), file: path, sql: sql)
    }
}

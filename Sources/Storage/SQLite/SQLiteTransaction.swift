import GRDB
import GRDBSQLite
import Vocabulary

/// A transaction on one SQLite connection; lives as long as the closure that receives it.
final class SQLiteTransaction: SQLTransaction {
    private let database: Database
    private let file: String
    private let writable: Bool
    private var binder = SQLiteBinder()
    private var statements: [String: Prepared] = [:]
    /// Whether a statement failed; PostgreSQL refuses everything after that, so this engine does too.
    private(set) var failed = false

    private struct Prepared {
        let statement: Statement
        let handle: OpaquePointer
        let parameters: Int
    }

    init(_ database: Database, file: String, writable: Bool) {
        self.database = database
        self.file = file
        self.writable = writable
    }

    /// What runs once it is durable.
    private(set) var actions: [@Sendable () -> Void] = []

    var engine: OperationalEngine { .sqlite }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        let statement = try prepared(sql)
        return try run(statement, values, sql)
    }

    func executeMany(_ sql: String, _ sets: [[SQLValue]]) throws -> Int {
        guard !sets.isEmpty else { return 0 }
        let statement = try prepared(sql)
        var changed = 0
        for values in sets { changed += try run(statement, values, sql) }
        return changed
    }

    func query<T>(_ sql: String, _ values: [SQLValue], _ map: (any SQLRow) throws -> T) throws -> [T] {
        var rows: [T] = []
        let statement = try prepared(sql)
        try step(statement, values, sql) { rows.append(try map($0)) }
        return rows
    }

    func queryMany(_ sql: String, _ sets: [[SQLValue]], _ each: (Int, any SQLRow) throws -> Void) throws {
        guard !sets.isEmpty else { return }
        let statement = try prepared(sql)
        for index in sets.indices { try step(statement, sets[index], sql) { try each(index, $0) } }
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

    private func prepared(_ sql: String) throws -> Prepared {
        if failed { throw SQLText.afterFailure }
        do {
            return try prepare(sql)
        } catch {
            failed = true
            throw error
        }
    }

    private func prepare(_ sql: String) throws -> Prepared {
        if let known = statements[sql], sqlite3_stmt_busy(known.handle) == 0 { return known }
        let parameters = try KnownParameters.count(sql)
        var statement = try database.cachedStatement(sql: sql)
        // A query inside the rows of the same query gets a statement of its own.
        if sqlite3_stmt_busy(statement.sqliteStatement) != 0 { statement = try database.makeStatement(sql: sql) }
        let result = Prepared(statement: statement, handle: statement.sqliteStatement, parameters: parameters)
        if statements[sql] == nil { statements[sql] = result }
        return result
    }

    private func run(_ statement: Prepared, _ values: [SQLValue], _ sql: String) throws -> Int {
        let before = sqlite3_total_changes64(database.sqliteConnection)
        try step(statement, values, sql) { _ in }
        return Int(sqlite3_total_changes64(database.sqliteConnection) - before)
    }

    private func step(_ statement: Prepared, _ values: [SQLValue], _ sql: String, _ each: (SQLiteRow) throws -> Void) throws {
        guard values.count == statement.parameters else {
            failed = true
            throw LianluError(
                .internal, "A statement with \(statement.parameters) parameters got \(values.count) values.", hint: String(sql.prefix(200)))
        }
        let handle = statement.handle
        defer { sqlite3_reset(handle) }
        do {
            try binder.bind(values, to: handle)
        } catch {
            failed = true
            throw error
        }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try each(SQLiteRow(statement: handle))
            case SQLITE_DONE: return
            default:
                failed = true
                throw fault(sql)
            }
        }
    }

    private func fault(_ sql: String) -> LianluError {
        let connection = database.sqliteConnection
        let code = sqlite3_extended_errcode(connection)
        if code & 0xFF == SQLITE_READONLY, !writable {
            return LianluError(.internal, "A read transaction tried to write.", hint: "Use OperationalStore.write: \(sql.prefix(200))")
        }
        return SQLiteFault.error(code: code, message: String(cString: sqlite3_errmsg(connection)), file: file, sql: sql)
    }
}

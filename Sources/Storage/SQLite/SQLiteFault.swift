import GRDB
import GRDBSQLite
import Vocabulary

/// Turns SQLite's result codes into errors a person can act on.
enum SQLiteFault {
    /// SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID, whose macros Swift cannot import.
    private static let duplicateKeys: [Int32] = [1555, 2067, 2579]

    /// The error for an extended result code.
    static func error(code: Int32, message: String, file: String, sql: String = "") -> LianluError {
        switch code & 0xFF {
        case SQLITE_FULL:
            return unavailable("The disk is full: \(file) cannot grow.", "Free space on that disk; work continues by itself.")
        case SQLITE_READONLY:
            return unavailable("\(file) is read-only.", "Make the data folder writable for the user that runs Lianlu.")
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_NOLFS:
            return unavailable(
                "\(file) cannot be read or written (\(message), code \(code)).",
                "Check the disk, its free space and the folder's permissions.")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return unavailable("\(file) is busy.", "Another process uses it; stop that process.")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return LianluError(
                .unusableData, "\(file) is damaged (\(message)).",
                hint: "Stop Lianlu, keep a copy of the data folder, and restore the last backup with `lianlu restore`.")
        case SQLITE_CONSTRAINT where duplicateKeys.contains(code):
            return LianluError(.conflict, "There is already such a row (\(message)).", hint: "Read the present state and try again.")
        case SQLITE_NOMEM:
            return unavailable("Out of memory.", "Give the process more memory.")
        case SQLITE_INTERRUPT:
            return unavailable("The query was cancelled.", "Try again.")
        default:
            return LianluError(.internal, "SQLite refused a statement: \(message) (code \(code)).", hint: String(sql.prefix(300)))
        }
    }

    /// The error for whatever GRDB threw; our own errors pass unchanged.
    static func error(_ error: any Error, file: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return Self.error(
            code: error.extendedResultCode.rawValue, message: error.message ?? "", file: file, sql: error.sql ?? "")
    }

    private static func unavailable(_ message: String, _ hint: String) -> LianluError {
        LianluError(.unavailable, message, hint: hint, retryAfter: 5)
    }
}

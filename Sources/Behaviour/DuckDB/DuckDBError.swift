import Vocabulary

/// Turns DuckDB's sentences into errors a person can act on.
enum DuckDBError {
    /// Why the file could not be opened.
    static func opening(_ path: String, _ message: String) -> LianluError {
        if message.contains("Could not set lock") || message.contains("Conflicting lock") {
            return LianluError(
                .conflict, "Another process has \(path) open.",
                hint: "Stop the other lianlu, or talk to it over its API instead of opening its files.")
        }
        if message.contains("Permission denied") || message.contains("Read-only file system") {
            return LianluError(.unavailable, "\(path) cannot be written: \(message)", hint: "Give lianlu write access to its data folder.")
        }
        if isDiskFull(message) { return diskFull }
        if message.contains("version number") || message.contains("newer") {
            return LianluError(
                .unusableData, "\(path) was written by another version of DuckDB: \(message)",
                hint: "Use the lianlu that wrote this data folder, or a newer one.")
        }
        return LianluError(
            .unusableData, "\(path) cannot be opened: \(message)",
            hint: "Restore the data folder from a backup, or move this file away to see what the rest holds.")
    }

    /// Why a statement failed.
    static func running(_ message: String) -> LianluError {
        if message.contains("INTERRUPT") || message.contains("Interrupted") { return cancelled }
        if isDiskFull(message) { return diskFull }
        if message.contains("Out of Memory") {
            return LianluError(
                .unavailable, "The question needs more memory than the behavioural store may use.",
                hint: "Narrow the time range or the breakdown, or raise the store's memory limit.")
        }
        if message.contains("FATAL") || message.contains("invalidated") {
            return LianluError(
                .unavailable, "The behavioural store failed and is being opened anew: \(message)", hint: "Try again.", retryAfter: 1)
        }
        return LianluError(.internal, "The behavioural store answered: \(message)")
    }

    static let cancelled = LianluError(.unavailable, "The question was cancelled.")
    static let diskFull = LianluError(
        .unavailable, "The disk is full.", hint: "Free space in the data folder's file system; nothing accepted is lost.", retryAfter: 5)
    static let closed = LianluError(.unavailable, "The behavioural store is closed.")

    /// The error when a question ran past its limit.
    static func timedOut(_ limit: Duration) -> LianluError {
        LianluError(
            .unavailable, "The question took longer than \(limit.components.seconds) s and was stopped.",
            hint: "Narrow the time range, the filters or the breakdown.")
    }

    private static func isDiskFull(_ message: String) -> Bool {
        message.contains("No space left") || message.contains("not enough disk space") || message.contains("Disk quota")
    }
}

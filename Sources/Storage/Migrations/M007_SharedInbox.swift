extension Migration {
    /// The inbox of many machines lives in the operational database. The embedded one has a file of its own; its tables here only receive a PostgreSQL dump
    /// until ``SQLiteInbox/takeOver(from:path:)``.
    static let sharedInbox = Migration(
        7, "shared inbox",
        [
            "CREATE TABLE inbox_batch (sequence INT NOT NULL PRIMARY KEY, count INT NOT NULL, bytes INT NOT NULL, payload BLOB NOT NULL)",
            // payload is compressed by nobody and read once
            "/*postgres*/ ALTER TABLE inbox_batch ALTER COLUMN payload SET STORAGE EXTERNAL",
            // reason '' counts what was received; source -1 holds the newest sequence number
            "CREATE TABLE inbox_total (source INT NOT NULL, reason TEXT NOT NULL, count INT NOT NULL, PRIMARY KEY (source, reason))",
            "CREATE TABLE inbox_probe (filler BLOB NOT NULL)",
        ])
}

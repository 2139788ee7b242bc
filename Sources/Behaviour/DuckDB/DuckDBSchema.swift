import Vocabulary

/// The tables of the embedded behavioural store and their version.
enum DuckDBSchema {
    static let version: Int64 = 1

    /// Columns of `events` in order; ``EventAppender`` and ``StoredEvent`` readers follow it.
    static let columns = [
        "ordinal", "leaf", "code", "time", "received", "source", "channel", "session", "path", "title", "referrer_host", "utm_source",
        "utm_medium", "utm_campaign", "click_platform", "click_id", "os", "browser", "device", "origin", "amount_fen", "message_id",
        "properties",
    ]

    /// All columns, for SELECT.
    static let selection = columns.joined(separator: ", ")

    /// Creates the tables in an empty file, or checks that they are of this version.
    static func prepare(_ connection: DuckDBConnection, path: String) throws {
        var tables: Set<String> = []
        try connection.run("SELECT table_name FROM duckdb_tables() WHERE NOT internal") { chunk in
            let names = chunk.texts(0)
            for row in 0..<chunk.count { tables.insert(names[row] ?? "") }
        }
        guard !tables.isEmpty else { return try create(connection) }
        var found: Int64 = 0
        if tables.contains("schema_version") {
            try connection.run("SELECT max(version) FROM schema_version") { chunk in
                if chunk.count > 0 && !chunk.nulls(0)[0] { found = chunk.values(0, as: Int64.self)[0] }
            }
        }
        if found > version {
            throw LianluError(
                .unusableData, "\(path) has schema version \(found); this lianlu knows \(version).",
                hint: "Use the lianlu that wrote this data folder, or a newer one.")
        }
        guard found == version, tables.isSuperset(of: ["events", "progress"]) else {
            throw LianluError(
                .unusableData, "\(path) is not a behavioural store of lianlu.",
                hint: "Restore the data folder from a backup, or choose an empty one.")
        }
    }

    private static func create(_ connection: DuckDBConnection) throws {
        let texts = columns[8...19].map { "\($0) VARCHAR" }.joined(separator: ", ")
        try connection.execute(
            """
            BEGIN;
            CREATE TABLE schema_version (version BIGINT NOT NULL);
            CREATE TABLE progress (batch BIGINT NOT NULL, payload VARCHAR NOT NULL);
            CREATE TABLE events (ordinal BIGINT NOT NULL, leaf UINTEGER NOT NULL, code INTEGER NOT NULL, time BIGINT NOT NULL,
                received BIGINT NOT NULL, source INTEGER NOT NULL, channel UTINYINT NOT NULL, session BIGINT NOT NULL, \(texts),
                amount_fen BIGINT, message_id VARCHAR, properties VARCHAR NOT NULL);
            INSERT INTO schema_version VALUES (\(version));
            COMMIT;
            """)
    }
}

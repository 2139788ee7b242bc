public import Vocabulary

// Events past their retention.
extension DuckDBStore {
    /// Ordinals looked at in one step: one block of rows, so that the writer is never held for long.
    private static let step: Int64 = 65_536

    public func retire(before: Instant) async throws -> Int {
        let old = "time < \(before.milliseconds)"
        return try await write { connection in
            // Files made before retention existed lack the table.
            try connection.execute("CREATE TABLE IF NOT EXISTS retired (events BIGINT NOT NULL, before BIGINT NOT NULL)")
            var first: Int64?
            try connection.run("SELECT min(ordinal) FROM events WHERE \(old)") { chunk in
                if chunk.count > 0, !chunk.nulls(0)[0] { first = chunk.values(0, as: Int64.self)[0] }
            }
            guard let first else { return 0 }
            try connection.execute("BEGIN")
            do {
                let count = try connection.execute(
                    "DELETE FROM events WHERE ordinal >= \(first) AND ordinal < \(first + Self.step) AND \(old)")
                try connection.execute("INSERT INTO retired VALUES (\(count), \(before.milliseconds))")
                try connection.execute("COMMIT")
                return count
            } catch {
                _ = try? connection.execute("ROLLBACK")
                throw error
            }
        }
    }

    public func retired() async throws -> Int {
        try await lookUp { connection, ticket in
            var exists = false
            try connection.run("SELECT 1 FROM duckdb_tables() WHERE table_name = 'retired' AND NOT internal", ticket: ticket) { chunk in
                exists = exists || chunk.count > 0
            }
            guard exists else { return 0 }
            var total = 0
            try connection.run("SELECT CAST(coalesce(sum(events), 0) AS BIGINT) FROM retired", ticket: ticket) { chunk in
                total = Int(chunk.values(0, as: Int64.self)[0])
            }
            return total
        }
    }
}

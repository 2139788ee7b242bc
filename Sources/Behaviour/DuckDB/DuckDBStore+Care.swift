public import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

// Recount, erase, backup, size.
extension DuckDBStore {
    public func recount() async throws -> [Int32: Int] {
        try await read(within: .seconds(600)) { connection, ticket in
            var counts: [Int32: Int] = [:]
            try connection.run("SELECT source, count(*) FROM events GROUP BY source", ticket: ticket) { chunk in
                let sources = chunk.values(0, as: Int32.self)
                let numbers = chunk.values(1, as: Int64.self)
                for row in 0..<chunk.count { counts[sources[row]] = Int(numbers[row]) }
            }
            return counts
        }
    }

    public func erase(leaves: [LeafNumber]) async throws -> Int {
        guard !leaves.isEmpty else { return 0 }
        return try await write { connection in
            var condition = EventConditions()
            condition.column("leaf", isIn: leaves.map(\.rawValue))
            // Rows are only marked when deleted; overwriting their texts first makes the checkpoint write those columns anew without them.
            let blank = DuckDBSchema.columns[8...21].map { "\($0) = NULL" }.joined(separator: ", ")
            try connection.execute("BEGIN")
            let count: Int
            do {
                try connection.execute("UPDATE events SET \(blank), properties = '{}'\(condition.clause)")
                count = try connection.execute("DELETE FROM events\(condition.clause)")
                try connection.execute("COMMIT")
            } catch {
                _ = try? connection.execute("ROLLBACK")
                throw error
            }
            // Fails while a reader looks at the older version; the idle checkpoint or the next one does it then.
            if count > 0 { try? connection.run("CHECKPOINT") { _ in } }
            return count
        }
    }

    public func backup(to folder: String) async throws {
        let staged = "\(options.stagingFolder)/backup.duckdb"
        let target = "\(folder)/behaviour.duckdb"
        try await write { connection in
            remove(staged)
            defer { remove(staged) }
            let source = try Self.databaseName(connection)
            try connection.execute("ATTACH '\(staged.replacingQuotes)' AS lianlu_backup")
            do {
                try connection.execute("COPY FROM DATABASE \"\(source)\" TO lianlu_backup")
            } catch {
                _ = try? connection.execute("DETACH lianlu_backup")
                throw error
            }
            try connection.execute("CHECKPOINT lianlu_backup")
            try connection.execute("DETACH lianlu_backup")
            try FileMover.move(staged, to: target)
        }
    }

    public func size() async throws -> BehaviourSize {
        let bytes = FileMover.size(options.path) + FileMover.size(options.path + ".wal")
        return try await lookUp { connection, ticket in
            var events = 0
            try connection.run("SELECT count(*) FROM events", ticket: ticket) { events = Int($0.values(0, as: Int64.self)[0]) }
            return BehaviourSize(bytes: bytes, events: events)
        }
    }

    private static func databaseName(_ connection: DuckDBConnection) throws -> String {
        var name = ""
        try connection.run("SELECT current_database()") { name = $0.texts(0)[0] ?? "" }
        return name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    }
}

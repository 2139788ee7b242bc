public import Vocabulary

/// Brings the operational schema up to this program's steps, each in one transaction; running it again changes nothing.
public enum Migrator {
    /// Applies the missing steps; throws `unusableData` when the database is newer than this program or its steps have other names.
    public static func migrate(
        _ store: any OperationalStore, steps: [Migration] = Migration.all, clock: WallClock = .system
    ) async throws {
        let applied = try await store.write(.interactive) { transaction in
            try serialise(transaction)
            let words = Migration(
                0, "",
                ["CREATE TABLE IF NOT EXISTS schema_step (number INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INT NOT NULL)"])
            for statement in words.rendered(for: transaction.engine) { try transaction.execute(statement) }
            return try transaction.query("SELECT number, name FROM schema_step ORDER BY number", []) { ($0.integer(0), $0.text(1)) }
        }
        try refuseNewer(Int(applied.last?.0 ?? 0), what: "The operational database", newest: steps.last?.number ?? 0)
        for (number, name) in applied {
            guard let step = steps.first(where: { $0.number == number }), step.name == name else {
                throw LianluError(
                    .unusableData, "The operational database has a schema step \(number) “\(name)” that this program does not know.",
                    hint: "Start the version of Lianlu that made it, or restore a backup.")
            }
        }
        for step in steps {
            let now = clock.now.milliseconds
            try await store.write(.interactive) { transaction in
                try serialise(transaction)
                let known = try transaction.first("SELECT name FROM schema_step WHERE number = $1", [.integer(Int64(step.number))]) {
                    $0.text(0)
                }
                guard known == nil else { return }
                for statement in step.rendered(for: transaction.engine) { try transaction.execute(statement) }
                try transaction.execute(
                    "INSERT INTO schema_step(number, name, applied_at) VALUES ($1, $2, $3)",
                    [.integer(Int64(step.number)), .text(step.name), .integer(now)])
            }
        }
    }

    /// Two servers may start at once on PostgreSQL; SQLite has one writer anyway.
    private static func serialise(_ transaction: any SQLTransaction) throws {
        guard transaction.engine == .postgres else { return }
        _ = try transaction.query("SELECT 1 FROM pg_advisory_xact_lock(\(AdvisoryLock.migration))", []) { _ in }
    }

    /// Throws `unusableData` when the applied step is above this program's newest.
    static func refuseNewer(_ applied: Int, what: String, newest: Int = Migration.all.last?.number ?? 0) throws(LianluError) {
        guard applied > newest else { return }
        throw LianluError(
            .unusableData, "\(what) was written by a newer Lianlu (schema step \(applied); this program knows \(newest)).",
            hint: "Start the newer version again, or restore a backup made by this one.")
    }
}

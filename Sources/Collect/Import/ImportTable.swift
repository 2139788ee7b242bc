import Storage
import Vocabulary

/// Reads and writes the tables import_file and import_refusal.
enum ImportTable {
    private static let columns =
        "id, name, path, format, status, mapping, total, processed, accepted, refused, position, created_by, created_at, started_at, finished_at, error"

    static func state(_ row: any SQLRow) -> ImportState {
        ImportState(
            id: row.integer(0), filename: row.text(1), path: row.text(2), format: ImportFormat(rawValue: row.text(3)) ?? .csv,
            status: ImportState.Status(rawValue: row.text(4)) ?? .failed,
            request: (try? JSONValue(parsing: row.text(5))).flatMap { $0["target"] == nil ? nil : $0 }, total: Int(row.integer(6)),
            processed: Int(row.integer(7)), accepted: Int(row.integer(8)), refused: Int(row.integer(9)), position: Int(row.integer(10)),
            createdBy: row.text(11), createdAt: Instant(milliseconds: row.integer(12)),
            startedAt: row.optionalInteger(13).map(Instant.init(milliseconds:)),
            finishedAt: row.optionalInteger(14).map(Instant.init(milliseconds:)),
            error: row.optionalText(15))
    }

    static func insert(
        name: String, path: String, format: ImportFormat, total: Int, by actor: String, at now: Instant, in tx: any SQLTransaction
    ) throws -> Int64 {
        let id = try tx.take(from: "import_file")
        try tx.execute(
            "INSERT INTO import_file(id, name, path, format, status, target, mapping, total, processed, accepted, refused, position, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, $9, $10)",
            [
                .integer(id), .text(name), .text(path), .text(format.rawValue), .text(ImportState.Status.uploaded.rawValue), .text(""),
                .text("{}"), .init(total),
                .text(actor), .integer(now.milliseconds),
            ])
        return id
    }

    static func find(_ id: Int64, in tx: any SQLTransaction) throws -> ImportState {
        guard let found = try tx.first("SELECT \(columns) FROM import_file WHERE id = $1", [.integer(id)], { state($0) }) else {
            throw LianluError(.notFound, "There is no such import.", hint: "List them with GET /api/imports.")
        }
        return found
    }

    static func list(of actor: String?, before: Int64, limit: Int, in tx: any SQLTransaction) throws -> [ImportState] {
        let filter = actor == nil ? "" : " AND created_by = $2"
        let values = [.integer(before)] + (actor.map { [SQLValue.text($0)] } ?? []) + [SQLValue(limit)]
        return try tx.query(
            "SELECT \(columns) FROM import_file WHERE id < $1\(filter) ORDER BY id DESC LIMIT $\(values.count)", values
        ) { state($0) }
    }

    static func running(in tx: any SQLTransaction) throws -> [Int64] {
        try tx.query("SELECT id FROM import_file WHERE status = $1 ORDER BY id", [.text(ImportState.Status.running.rawValue)]) {
            $0.integer(0)
        }
    }

    static func start(_ id: Int64, _ request: ImportRequest, at now: Instant, in tx: any SQLTransaction) throws {
        try tx.execute(
            "UPDATE import_file SET status = $1, target = $2, mapping = $3, started_at = COALESCE(started_at, $4), finished_at = NULL, error = NULL WHERE id = $5",
            [
                .text(ImportState.Status.running.rawValue), .text(request.mapping.target.rawValue), .text(request.json.text),
                .integer(now.milliseconds),
                .integer(id),
            ])
    }

    /// Writes progress and refusals; false when the import is no longer running.
    static func advance(_ state: ImportState, _ refusals: [ImportRefusal], in tx: any SQLTransaction) throws -> Bool {
        let changed = try tx.execute(
            "UPDATE import_file SET processed = $1, accepted = $2, refused = $3, position = $4, total = $5 WHERE id = $6 AND status = $7",
            [
                .init(state.processed), .init(state.accepted), .init(state.refused), .init(state.position),
                .init(max(state.total, state.processed)),
                .integer(state.id), .text(ImportState.Status.running.rawValue),
            ])
        guard changed == 1 else { return false }
        if !refusals.isEmpty {
            try tx.executeMany(
                "INSERT INTO import_refusal(import, row, reason, detail, record) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (import, row) DO NOTHING",
                refusals.map { [.integer(state.id), .init($0.row), .text($0.reason.rawValue), .text($0.detail), .text($0.record)] })
        }
        return true
    }

    /// Ends a running import; false when it was not running.
    static func end(_ id: Int64, _ status: ImportState.Status, error: String?, at now: Instant, in tx: any SQLTransaction) throws -> Bool {
        try tx.execute(
            "UPDATE import_file SET status = $1, finished_at = $2, error = $3, total = CASE WHEN $4 = 1 THEN processed ELSE total END WHERE id = $5 AND status = $6",
            [
                .text(status.rawValue), .integer(now.milliseconds), .init(error), .init(status == .done), .integer(id),
                .text(ImportState.Status.running.rawValue),
            ]) == 1
    }

    /// Imports that rest since before that moment and have refused rows.
    static func withRefusals(restingBefore before: Instant, in tx: any SQLTransaction) throws -> [Int64] {
        try tx.query(
            "SELECT id FROM import_file WHERE status <> $1 AND coalesce(finished_at, created_at) < $2 AND EXISTS (SELECT 1 FROM import_refusal WHERE import_refusal.import = import_file.id) ORDER BY id",
            [.text(ImportState.Status.running.rawValue), .integer(before.milliseconds)]
        ) { $0.integer(0) }
    }

    /// Deletes up to `limit` refused rows of an import; returns how many went.
    static func forgetRefusals(_ id: Int64, limit: Int, in tx: any SQLTransaction) throws -> Int {
        try tx.execute(
            "DELETE FROM import_refusal WHERE import = $1 AND row IN (SELECT row FROM import_refusal WHERE import = $2 ORDER BY row LIMIT $3)",
            [.integer(id), .integer(id), .init(limit)])
    }

    static func refusals(_ id: Int64, after row: Int, limit: Int, in tx: any SQLTransaction) throws -> [ImportRefusal] {
        try tx.query(
            "SELECT row, reason, detail, record FROM import_refusal WHERE import = $1 AND row > $2 ORDER BY row LIMIT $3",
            [.integer(id), .init(row), .init(limit)]
        ) {
            ImportRefusal(
                row: Int($0.integer(0)), reason: ImportRefusal.Reason(rawValue: $0.text(1)) ?? .unreadable, detail: $0.text(2),
                record: $0.text(3))
        }
    }
}

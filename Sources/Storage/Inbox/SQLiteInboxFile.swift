import GRDBSQLite
import Glibc
import Synchronization
import Vocabulary

/// The inbox's own SQLite file: one writing connection (the flushing thread's), one reading, one for checkpoints.
///
/// Tables: `batch` (the waiting rows), `total` (cumulative counts by source and reason; reason '' counts what was received; source −1 holds the newest
/// sequence number), both changed in the same transaction.
final class SQLiteInboxFile: InboxBackend {
    /// Schema number in `user_version`, from 1.
    private static let schema: Int64 = 1
    /// "LNIN".
    private static let applicationID: Int64 = 0x4C4E_494E

    private let lock: FileLock
    private let writer: SQLiteConnection
    private let reader: SQLiteConnection
    /// Set once by ``checkpoint(_:)`` before the first flush.
    private let checkpointer = Mutex<SQLiteCheckpointer?>(nil)
    private let path: String
    private let pageSize: Int
    private let newest: Atomic<Int64>

    var isShared: Bool { false }

    init(path: String) throws {
        self.path = path
        lock = try FileLock(guarding: path)
        if access(path, F_OK) == 0, access(path, W_OK) != 0 { throw SystemFault.error("\(path) cannot be written", errno) }
        writer = try SQLiteConnection(path: path)
        do {
            try Self.prepare(writer, path)
            reader = try SQLiteConnection(path: path, readOnly: true)
            pageSize = Int(try writer.number("PRAGMA page_size") ?? 4096)
            newest = Atomic(try writer.number("SELECT count FROM total WHERE source = -1 AND reason = ''") ?? 0)
        } catch {
            writer.close()
            throw error
        }
    }

    private static func prepare(_ writer: SQLiteConnection, _ path: String) throws {
        let application = try writer.number("PRAGMA application_id") ?? 0
        let version = try writer.number("PRAGMA user_version") ?? 0
        let tables = try writer.number("SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == applicationID || (application == 0 && tables == 0) else {
            throw LianluError(
                .unusableData, "\(path) is not a Lianlu inbox.", hint: "Give Lianlu a data folder of its own with --data-dir.")
        }
        guard version <= schema else {
            throw LianluError(
                .unusableData, "\(path) was written by a newer Lianlu (inbox schema \(version); this program knows \(schema)).",
                hint: "Start the newer version again, or restore a backup made by this one.")
        }
        try writer.execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL")
        try writer.execute(
            "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8000")
        guard version < schema else { return }
        try writer.transaction({
            try writer.execute(
                "CREATE TABLE IF NOT EXISTS batch (sequence INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL, payload BLOB NOT NULL) STRICT"
            )
            try writer.execute(
                "CREATE TABLE IF NOT EXISTS total (source INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (source, reason)) WITHOUT ROWID, STRICT"
            )
            try writer.execute("CREATE TABLE IF NOT EXISTS probe (filler BLOB NOT NULL) STRICT")
            try writer.execute("PRAGMA application_id=\(applicationID); PRAGMA user_version=\(schema)")
        })
    }

    /// What the settings that decide about a power cut are; for tests.
    func setting(_ name: String) throws -> Int64? { try writer.number("PRAGMA \(name)") }

    /// Starts checkpoints off the commit path; `whileAtRest` runs a body between two flushes.
    func checkpoint(_ whileAtRest: @escaping SQLiteCheckpointer.WhileWriterRests) throws {
        let checkpointer = try SQLiteCheckpointer(path: path, bytes: 16 << 20, pageSize: pageSize, whileWriterRests: whileAtRest)
        self.checkpointer.withLock { $0 = checkpointer }
        sqlite3_wal_hook(
            writer.handle,
            { context, _, _, pages in
                Unmanaged<SQLiteCheckpointer>.fromOpaque(context!).takeUnretainedValue().committed(pages: Int(pages))
                return SQLITE_OK
            }, Unmanaged.passUnretained(checkpointer).toOpaque())
    }

    /// Fills an unused inbox with batches and totals of another; returns false, changing nothing, when this one has been used.
    func fill(batches: [InboxBatch], totals: [(source: Int64, reason: String, count: Int64)]) throws -> Bool {
        try writer.transaction({
            guard try writer.number("SELECT count(*) FROM total") == 0 else { return false }
            for batch in batches {
                try writer.run(
                    "INSERT INTO batch(sequence, count, bytes, payload) VALUES ($1, $2, $3, $4)",
                    [.integer(batch.sequence), .integer(Int64(batch.count)), .integer(Int64(batch.payload.count)), .blob(batch.payload)])
            }
            for total in totals {
                try writer.run(
                    "INSERT INTO total(source, reason, count) VALUES ($1, $2, $3)",
                    [.integer(total.source), .text(total.reason), .integer(total.count)])
            }
            return true
        })
    }

    func load(capBytes: Int) throws -> InboxStatus {
        var status = InboxStatus(capBytes: capBytes)
        try reader.run("SELECT source, reason, count FROM total") { row in
            let (source, reason, count) = (Int32(truncatingIfNeeded: row.integer(0)), row.text(1), Int(row.integer(2)))
            if source == -1 {
                status.lastSequence = Int64(count)
            } else if reason.isEmpty {
                status.received[source] = count
            } else {
                status.rejected[source, default: [:]][reason] = count
            }
        }
        try reader.run("SELECT count(*), coalesce(sum(bytes), 0) FROM batch") { row in
            status.waitingBatches = Int(row.integer(0))
            status.waitingBytes = Int(row.integer(1))
        }
        return status
    }

    func commit(_ flush: InboxFlush) throws -> InboxCommit {
        let first = newest.load(ordering: .relaxed) + 1
        var commit = InboxCommit(first: first)
        try writer.transaction(
            {
                for (offset, row) in flush.rows.enumerated() {
                    try writer.run(
                        "INSERT INTO batch(sequence, count, bytes, payload) VALUES ($1, $2, $3, $4)",
                        [
                            .integer(first + Int64(offset)), .integer(Int64(row.count)), .integer(Int64(row.payload.count)),
                            .blob(row.payload),
                        ])
                }
                for (source, count) in flush.received { try add(Int64(source), "", count) }
                for (source, reasons) in flush.rejected {
                    for (reason, count) in reasons { try add(Int64(source), reason, count) }
                }
                if !flush.rows.isEmpty { try add(-1, "", flush.rows.count) }
                if let through = flush.removeThrough {
                    try writer.run("SELECT count(*), coalesce(sum(bytes), 0) FROM batch WHERE sequence <= $1", [.integer(through)]) { row in
                        commit.removedBatches = Int(row.integer(0))
                        commit.removedBytes = Int(row.integer(1))
                    }
                    if commit.removedBatches > 0 { try writer.run("DELETE FROM batch WHERE sequence <= $1", [.integer(through)]) }
                }
            }, beforeCommit: { FaultPoint.reach("inbox.before_commit") })
        newest.add(Int64(flush.rows.count), ordering: .relaxed)
        return commit
    }

    private func add(_ source: Int64, _ reason: String, _ count: Int) throws {
        try writer.run(
            "INSERT INTO total(source, reason, count) VALUES ($1, $2, $3) ON CONFLICT(source, reason) DO UPDATE SET count = count + excluded.count",
            [.integer(source), .text(reason), .integer(Int64(count))])
    }

    func read(after sequence: Int64, limitBytes: Int) throws -> [InboxBatch] {
        var sizes: [(sequence: Int64, bytes: Int)] = []
        // Sizes first: they lie in front of the payload, so nothing is read that is not returned.
        try reader.run("SELECT sequence, bytes FROM batch WHERE sequence > $1 ORDER BY sequence LIMIT 1000", [.integer(sequence)]) { row in
            sizes.append((row.integer(0), Int(row.integer(1))))
        }
        guard var last = sizes.first?.sequence else { return [] }
        var bytes = 0
        for size in sizes {
            bytes += size.bytes
            if bytes > limitBytes { break }
            last = size.sequence
        }
        var found: [InboxBatch] = []
        try reader.run(
            "SELECT sequence, count, payload FROM batch WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence",
            [.integer(sequence), .integer(last)]
        ) { row in
            found.append(InboxBatch(sequence: row.integer(0), payload: row.blob(2), count: Int(row.integer(1))))
        }
        return found
    }

    func probe() throws {
        try writer.run("INSERT INTO probe(filler) VALUES (zeroblob(262144))")
        try writer.run("DELETE FROM probe")
    }

    /// SQLite's connection survives failures.
    func recover() {}

    func close() {
        reader.close()
        writer.close()
        checkpointer.withLock { $0?.close() }
        lock.release()
    }
}

import Vocabulary

/// The inbox in tables of the operational database: one writing connection (the flushing thread's) and one reading.
///
/// Each flush first takes the lock of the sequence's row, so several processes commit in the order of their sequence numbers and none sees a gap.
final class PostgresInboxTables: InboxBackend {
    private let writing: PostgresSlots
    private let reading: PostgresSlots
    /// The reading thread and the flushing thread take turns: a connection belongs to one thread at a time.
    private let turn = Monitor(())

    var isShared: Bool { true }

    init(url: String) {
        writing = PostgresSlots(url: url, count: 1, settings: ["SET statement_timeout = '30s'", "SET lock_timeout = '10s'"])
        reading = PostgresSlots(url: url, count: 1, settings: ["SET statement_timeout = '30s'"])
    }

    func load(capBytes: Int) throws -> InboxStatus {
        try reader { connection in
            var status = InboxStatus(capBytes: capBytes)
            let totals = try connection.run("SELECT source, reason, count FROM inbox_total", [])
            for index in 0..<totals.rows {
                let row = totals.row(index)
                let (source, reason, count) = (Int32(truncatingIfNeeded: row.integer(0)), row.text(1), Int(row.integer(2)))
                if source == -1 {
                    status.lastSequence = Int64(count)
                } else if reason.isEmpty {
                    status.received[source] = count
                } else {
                    status.rejected[source, default: [:]][reason] = count
                }
            }
            let waiting = try connection.run("SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM inbox_batch", [])
            status.waitingBatches = Int(waiting.row(0).integer(0))
            status.waitingBytes = Int(waiting.row(0).integer(1))
            return status
        }
    }

    func commit(_ flush: InboxFlush) throws -> InboxCommit {
        try transaction(writing, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE") { connection in
            var commit = InboxCommit()
            let add =
                "INSERT INTO inbox_total(source, reason, count) VALUES ($1, $2, $3) ON CONFLICT(source, reason) DO UPDATE SET count = inbox_total.count + excluded.count RETURNING count"
            let newest = try connection.run(add, [-1, "", .integer(Int64(flush.rows.count))]).row(0).integer(0)
            commit.first = newest - Int64(flush.rows.count) + 1
            let first = commit.first
            try connection.runMany(
                "INSERT INTO inbox_batch(sequence, count, bytes, payload) VALUES ($1, $2, $3, $4)",
                flush.rows.enumerated().map { offset, row in
                    [.integer(first + Int64(offset)), .integer(Int64(row.count)), .integer(Int64(row.payload.count)), .blob(row.payload)]
                }
            ) { _, _ in }
            var totals: [[SQLValue]] = flush.received.map { [.integer(Int64($0)), "", .integer(Int64($1))] }
            for (source, reasons) in flush.rejected {
                totals += reasons.map { [.integer(Int64(source)), .text($0), .integer(Int64($1))] }
            }
            try connection.runMany(add, totals) { _, _ in }
            if let through = flush.removeThrough {
                let removed = try connection.run(
                    "WITH gone AS (DELETE FROM inbox_batch WHERE sequence <= $1 RETURNING bytes) SELECT count(*), coalesce(sum(bytes), 0)::bigint FROM gone",
                    [.integer(through)])
                commit.removedBatches = Int(removed.row(0).integer(0))
                commit.removedBytes = Int(removed.row(0).integer(1))
            }
            FaultPoint.reach("inbox.before_commit")
            return commit
        }
    }

    func read(after sequence: Int64, limitBytes: Int) throws -> [InboxBatch] {
        try reader { connection in
            let sizes = try connection.run(
                "SELECT sequence, bytes FROM inbox_batch WHERE sequence > $1 ORDER BY sequence LIMIT 1000", [.integer(sequence)])
            guard sizes.rows > 0 else { return [] }
            var last = sizes.row(0).integer(0)
            var bytes = 0
            for index in 0..<sizes.rows {
                bytes += Int(sizes.row(index).integer(1))
                if bytes > limitBytes { break }
                last = sizes.row(index).integer(0)
            }
            let found = try connection.run(
                "SELECT sequence, count, payload FROM inbox_batch WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence",
                [.integer(sequence), .integer(last)])
            return (0..<found.rows).map { index in
                let row = found.row(index)
                return InboxBatch(sequence: row.integer(0), payload: row.blob(2), count: Int(row.integer(1)))
            }
        }
    }

    func probe() throws {
        try transaction(writing, "BEGIN") { connection in
            _ = try connection.run("INSERT INTO inbox_probe(filler) VALUES ($1)", [.blob([UInt8](repeating: 0, count: 4096))])
        }
        try transaction(writing, "BEGIN") { _ = try $0.run("DELETE FROM inbox_probe", []) }
    }

    /// A lost connection is opened again by itself.
    func recover() {}

    func close() {
        writing.disconnect()
        reading.disconnect()
    }

    private func reader<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        try turn.with { _ in try transaction(reading, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body) }
    }

    private func transaction<T>(_ slots: PostgresSlots, _ begin: String, _ body: (PostgresConnection) throws -> T) throws -> T {
        do {
            let connection = try slots.begin(0, begin)
            do {
                let result = try body(connection)
                try connection.simple("COMMIT")
                return result
            } catch {
                if connection.isAlive, connection.isInTransaction { try? connection.simple("ROLLBACK") }
                if !connection.isAlive { slots.drop(0) }
                throw error
            }
        } catch let fault as PostgresFault {
            throw fault.error
        }
    }
}

import Vocabulary

/// The operational store on a PostgreSQL server (15 or newer) through libpq.
///
/// Like SQLite it has one writer per process, served in order of lanes, and several readers, each thread with its own connection; so bodies may rely on
/// no other write of this process running between their statements. Reads are REPEATABLE READ, READ ONLY: one snapshot. Writes are READ COMMITTED: other
/// processes' commits become visible between statements, which counters and upserts need; what must be exclusive across processes takes a row lock.
/// A body of the interactive or background lane runs again after a deadlock, a serialization failure or a lost connection before its COMMIT; the
/// projector handles these itself. Lost connections are opened again.
public final class PostgresStore: OperationalStore {
    /// The libpq address.
    private let url: String
    private let writer: WorkerPool
    private let readers: WorkerPool
    private let writing: PostgresSlots
    private let reading: PostgresSlots

    /// How often a body runs at most.
    private static let attempts = 4

    /// Connects when first used.
    ///
    /// - Parameters:
    ///   - url: a libpq address, `postgresql://user@host/database`.
    ///   - readers: how many reading connections.
    public init(url: String, readers readerCount: Int = 4) {
        self.url = url
        writer = WorkerPool(name: "pg-write", threads: 1)
        readers = WorkerPool(name: "pg-read", threads: readerCount)
        writing = PostgresSlots(url: url, count: 1, settings: ["SET statement_timeout = '10min'", "SET lock_timeout = '30s'"])
        reading = PostgresSlots(url: url, count: readerCount, settings: ["SET statement_timeout = '60s'"])
    }

    /// PostgreSQL.
    public var engine: OperationalEngine { .postgres }

    /// Runs a read-only transaction on a consistent snapshot.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await readers.run { [reading] worker in
            try Self.transaction(
                reading, worker, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", writable: false, attempts: Self.attempts, body)
        }
    }

    /// Runs a write transaction when its lane's turn comes; durable when it returns.
    @discardableResult
    public func write<T: Sendable>(_ lane: WriteLane, _ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await writer.run(lane) { [writing] worker in
            try Self.transaction(
                writing, worker, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", writable: true,
                attempts: lane == .projection ? 1 : Self.attempts, body)
        }
    }

    /// Finishes what waits and disconnects.
    public func close() async {
        await writer.close()
        await readers.close()
        writing.disconnect()
        reading.disconnect()
    }

    private static func transaction<T>(
        _ slots: PostgresSlots, _ worker: Int, _ begin: String, writable: Bool, attempts: Int, _ body: (any SQLTransaction) throws -> T
    ) throws -> T {
        var attempt = 1
        while true {
            do {
                return try once(slots, worker, begin, writable: writable, body)
            } catch let fault as PostgresFault {
                guard attempt < attempts, fault.worthRepeating || fault.connectionLost else { throw fault.error }
                attempt += 1
            } catch let unknown as UnknownOutcome {
                throw unknown.error
            }
        }
    }

    /// The connection went away while COMMIT was under way: repeating might do things twice.
    private struct UnknownOutcome: Error {
        var error: LianluError
    }

    private static func once<T>(
        _ slots: PostgresSlots, _ worker: Int, _ begin: String, writable: Bool, _ body: (any SQLTransaction) throws -> T
    ) throws -> T {
        let connection = try slots.begin(worker, begin)
        let transaction = PostgresTransaction(connection, writable: writable)
        let result: T
        do {
            result = try body(transaction)
            if transaction.failure != nil { throw SQLText.afterFailure }
        } catch {
            do { try connection.simple("ROLLBACK") } catch { slots.drop(worker) }
            if !connection.isAlive { slots.drop(worker) }
            // The engine's own fault decides about repeating, unless the body failed for a reason of its own.
            if let fault = transaction.failure as? PostgresFault, fault.worthRepeating || fault.connectionLost { throw fault }
            throw error
        }
        do {
            try connection.simple("COMMIT")
        } catch {
            if connection.isAlive, connection.isInTransaction { try? connection.simple("ROLLBACK") }
            guard let fault = error as? PostgresFault, fault.connectionLost else { throw error }
            slots.drop(worker)
            guard writable else { return result }
            throw UnknownOutcome(
                error: LianluError(
                    .unavailable, "PostgreSQL went away during a commit; whether it is stored is not known.",
                    hint: "Read the present state before trying again.", retryAfter: 5))
        }
        for action in transaction.actions { action() }
        return result
    }
}

import Foundation
import GRDB
import GRDBSQLite
import Glibc
import Vocabulary

/// The embedded operational store: one SQLite file in WAL mode, one writer, several readers.
///
/// `synchronous=FULL`: what ``write(_:_:)`` returned from survives a power cut. ``writeAhead(_:)`` commits without waiting for the disk (`NORMAL`): the log is
/// one sequence, so the next full commit, ``settle()`` or checkpoint makes it durable too. Checkpoints run on a thread of their own.
public final class SQLiteStore: OperationalStore {
    /// The file.
    public let path: String

    private let pool: DatabasePool
    private let lock: FileLock
    private let writer: WorkerPool
    private let readers: WorkerPool
    private let settler: WorkerPool
    private let checkpointer: SQLiteCheckpointer
    private let closing = Monitor(false)

    /// "LNLU", so that another program's file is recognised.
    static let applicationID: Int32 = 0x4C4E_4C55

    /// Opens or makes the file (its folder must exist).
    ///
    /// Throws `unavailable` when another process uses it or the folder cannot be written, and `unusableData` when the file is damaged, newer than this
    /// program or not Lianlu's.
    public init(path: String, readers readerCount: Int = 4, checkpointBytes: Int = 16 << 20) throws {
        self.path = path
        lock = try FileLock(guarding: path)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = readerCount
        configuration.label = "lianlu"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size=1073741824")
            try database.execute(sql: "PRAGMA cache_size=-16000")
            try database.execute(sql: "PRAGMA temp_store=MEMORY")
        }
        let pageSize: Int
        do {
            try SQLiteHealth.check(path: path)
            pool = try DatabasePool(path: path, configuration: configuration)
            pageSize = try pool.writeWithoutTransaction { database in
                // After GRDB, which sets NORMAL when it opens the log.
                try database.execute(sql: "PRAGMA synchronous=FULL")
                try database.execute(sql: "PRAGMA wal_autocheckpoint=0")
                try database.execute(sql: "PRAGMA journal_size_limit=67108864")
                // What it changed lies in the log, which no mapping reads: pages it comes back to are worth keeping.
                try database.execute(sql: "PRAGMA cache_size=-65536")
                if try Int32.fetchOne(database, sql: "PRAGMA application_id") != Self.applicationID {
                    try database.execute(sql: "PRAGMA application_id=\(Self.applicationID)")
                }
                return try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
            }
        } catch {
            throw SQLiteFault.error(error, file: path)
        }
        let writer = WorkerPool(name: "sqlite-write", threads: 1)
        self.writer = writer
        readers = WorkerPool(name: "sqlite-read", threads: readerCount)
        settler = WorkerPool(name: "sqlite-settle", threads: 1)
        let checkpointer = try SQLiteCheckpointer(path: path, bytes: checkpointBytes, pageSize: pageSize) { body in
            if !writer.submit(.interactive, { _ in body() }) { body() }
        }
        self.checkpointer = checkpointer
        _ = pool.writeWithoutTransaction { database in
            // The checkpointer lives as long as this store, and the writer's connection closes before it.
            sqlite3_wal_hook(
                database.sqliteConnection,
                { context, _, _, pages in
                    Unmanaged<SQLiteCheckpointer>.fromOpaque(context!).takeUnretainedValue().committed(pages: Int(pages))
                    return SQLITE_OK
                }, Unmanaged.passUnretained(checkpointer).toOpaque())
        }
    }

    /// SQLite.
    public var engine: OperationalEngine { .sqlite }

    /// Runs a read-only transaction on a consistent snapshot.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await readers.run { [pool, path] _ in
            do {
                return try pool.read { try body(SQLiteTransaction($0, file: path, writable: false)) }
            } catch {
                throw SQLiteFault.error(error, file: path)
            }
        }
    }

    /// Runs a write transaction when its lane's turn comes; durable when it returns.
    @discardableResult
    public func write<T: Sendable>(_ lane: WriteLane, _ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await writer.run(lane) { [pool, path] _ in
            do {
                return try pool.writeWithoutTransaction { try Self.transaction($0, path, body) }
            } catch {
                throw SQLiteFault.error(error, file: path)
            }
        }
    }

    /// Commits into the log without an fsync; see ``OperationalStore/writeAhead(_:)``.
    @discardableResult
    public func writeAhead<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await writer.run(.projection) { [pool, path] _ in
            do {
                return try pool.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA synchronous=NORMAL")
                    let result = Result { try Self.transaction(database, path, body) }
                    try database.execute(sql: "PRAGMA synchronous=FULL")
                    return try result.get()
                }
            } catch {
                throw SQLiteFault.error(error, file: path)
            }
        }
    }

    /// Flushes the log to the disk, beside the writer. What a checkpoint moved into the database file is there durably already.
    public func settle() async throws {
        try await settler.run { [path] _ in
            let log = open(path + "-wal", O_RDONLY | O_CLOEXEC)
            guard log >= 0 else {
                if errno == ENOENT { return }
                throw SystemFault.error("\(path)-wal cannot be opened", errno)
            }
            defer { Glibc.close(log) }
            guard fdatasync(log) == 0 else { throw SystemFault.error("\(path)-wal cannot be flushed", errno) }
        }
    }

    private static func transaction<T>(_ database: Database, _ path: String, _ body: (any SQLTransaction) throws -> T) throws -> T {
        try database.beginTransaction(.immediate)
        do {
            let transaction = SQLiteTransaction(database, file: path, writable: true)
            let result = try body(transaction)
            if transaction.failed { throw SQLText.afterFailure }
            try database.commit()
            for action in transaction.actions { action() }
            return result
        } catch {
            // SQLite may have rolled back by itself (full disk).
            if database.isInsideTransaction { try database.rollback() }
            throw error
        }
    }

    /// A copy of the whole database as of now, into a new file; readers and the writer go on meanwhile.
    public func copy(to destination: String) async throws {
        try await readers.run { [pool, path] _ in
            do {
                try pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [destination]) }
            } catch {
                throw SQLiteFault.error(error, file: path)
            }
        }
    }

    /// Reads the whole file and lists what is damaged; empty when all is well. Slow: for `doctor`.
    public func integrityFaults() async throws -> [String] {
        try await readers.run { [pool, path] _ in
            do {
                return try pool.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(20)") }.filter { $0 != "ok" }
            } catch {
                throw SQLiteFault.error(error, file: path)
            }
        }
    }

    /// How often the log started over since the start; for tests.
    var logRestarts: Int { checkpointer.restarts }

    /// Finishes what waits, empties the log into the file, closes.
    public func close() async {
        let first = closing.with { closing in
            defer { closing = true }
            return !closing
        }
        guard first else { return }
        await writer.close()
        await readers.close()
        await settler.close()
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            WorkerPool.spawn("sqlite-close") { [pool, checkpointer, lock] in
                try? pool.close()
                checkpointer.close()
                lock.release()
                continuation.resume()
            }
        }
    }
}

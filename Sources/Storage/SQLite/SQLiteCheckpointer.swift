import GRDBSQLite
import Vocabulary

/// Moves the write-ahead log into the database file off the commit path: a connection and a thread of its own, PASSIVE, so that neither readers nor the
/// writer wait. Commits only report the log's length.
final class SQLiteCheckpointer: Sendable {
    private struct State {
        /// Pages in the log at the last commit.
        var pages = 0
        /// The length at which the next checkpoint is due.
        var due: Int
        var asked = false
        /// How often the log started over.
        var restarts = 0
        var closing = false
        var ended = false
    }

    /// The connection; used by the checkpoint thread, and after its end by ``close()``.
    private struct Connection: @unchecked Sendable {
        let handle: OpaquePointer
    }

    private let monitor: Monitor<State>
    private let connection: Connection
    private let step: Int

    /// Runs a passive checkpoint while the writer rests; set by the store. The writer waits for what the thread could not move while it kept writing.
    typealias WhileWriterRests = @Sendable (_ body: @escaping @Sendable () -> Void) -> Void

    /// Opens its connection; a checkpoint starts when the log passes `bytes`.
    init(path: String, bytes: Int, pageSize: Int, whileWriterRests: @escaping WhileWriterRests) throws(LianluError) {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw SQLiteFault.error(code: code, message: "cannot open", file: path)
        }
        sqlite3_busy_timeout(handle, 2000)
        // What is copied back must reach the disk before the log is reused.
        sqlite3_exec(handle, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0", nil, nil, nil)
        connection = Connection(handle: handle)
        step = max(1, bytes / pageSize)
        let step = step
        monitor = Monitor(State(due: step))
        WorkerPool.spawn("checkpoint") { [monitor, connection] in
            while monitor.wait({ state -> Bool? in
                if state.closing { return false }
                return state.asked ? true : nil
            }) {
                let moved = Self.checkpoint(connection.handle, SQLITE_CHECKPOINT_PASSIVE)
                if monitor.with({ $0.pages }) > moved {
                    // The writer went on meanwhile: let it rest for the small remainder, so that the log can start over.
                    let done = Monitor(false)
                    whileWriterRests {
                        _ = Self.checkpoint(connection.handle, SQLITE_CHECKPOINT_PASSIVE)
                        done.signal(all: true) { $0 = true }
                    }
                    done.wait { $0 ? () : nil }
                }
                monitor.with { state in
                    state.asked = false
                    // A reader may pin the log: then it only grows, and another full step is worth another try.
                    state.due = state.pages + step
                }
            }
            monitor.signal(all: true) { $0.ended = true }
        }
    }

    deinit { monitor.signal(all: true) { $0.closing = true } }

    /// Reports the log's length after a commit.
    func committed(pages: Int) {
        monitor.with { state in
            // The log started over: the ordinary threshold counts again.
            if pages < state.pages {
                state.due = step
                state.restarts += 1
            }
            state.pages = pages
        }
        let due = monitor.with { $0.pages >= $0.due && !$0.asked }
        if due { monitor.signal { $0.asked = true } }
    }

    /// How often the log started over since the start.
    var restarts: Int { monitor.with { $0.restarts } }

    /// Ends the thread, empties the log into the file and closes the connection; call after the writer has closed.
    func close() {
        monitor.signal(all: true) { $0.closing = true }
        monitor.wait { $0.ended ? () : nil }
        _ = Self.checkpoint(connection.handle, SQLITE_CHECKPOINT_TRUNCATE)
        sqlite3_close_v2(connection.handle)
    }

    /// Runs a checkpoint and returns how many pages of the log are in the file now.
    private static func checkpoint(_ handle: OpaquePointer, _ mode: Int32) -> Int {
        var length: Int32 = 0
        var moved: Int32 = 0
        sqlite3_wal_checkpoint_v2(handle, nil, mode, &length, &moved)
        return Int(moved)
    }
}

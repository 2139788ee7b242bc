import Synchronization
import Vocabulary

/// The lease among several processes: an advisory lock on a connection of its own, and an epoch in table `projection`.
///
/// Taking over raises the epoch, which waits for a projecting transaction in flight because that holds the row's lock; from then on the former holder's
/// transactions find another epoch and fail.
public final class PostgresLease: ProjectorLease {
    private let slots: PostgresSlots
    private let worker: WorkerPool
    private let epoch = Atomic<Int64>(0)

    /// How long to wait before asking again for a lock another process holds.
    private static let pause = Duration.milliseconds(500)

    /// Connects when first used.
    public init(url: String) {
        // The lock must go soon after this machine is gone: probe an idle connection.
        slots = PostgresSlots(
            url: url, count: 1,
            settings: [
                "SET tcp_keepalives_idle = 10", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3",
                "SET statement_timeout = '60s'",
            ])
        worker = WorkerPool(name: "pg-lease", threads: 1)
    }

    /// Waits until this process holds the lock; returns the present epoch when it still does.
    @discardableResult
    public func acquire() async throws -> Int64 {
        while true {
            if let epoch = try await worker.run(.projection, { [self] _ -> Int64? in try tryAcquire() }) { return epoch }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// Checks the epoch and keeps its row locked until the transaction ends.
    public func assertHeld(in transaction: any SQLTransaction) throws {
        let mine = epoch.load(ordering: .sequentiallyConsistent)
        let stored = try transaction.first("SELECT epoch FROM projection WHERE id = 1 FOR UPDATE", []) { $0.integer(0) }
        guard mine > 0, stored == mine else {
            throw LianluError(
                .conflict, "Another process projects now (epoch \(stored ?? 0), ours was \(mine)).",
                hint: "Acquire the lease again and start over.")
        }
    }

    /// Gives the lock back and disconnects.
    public func release() async {
        epoch.store(0, ordering: .sequentiallyConsistent)
        await worker.close()
        slots.disconnect()
    }

    private func tryAcquire() throws -> Int64? {
        do {
            let held = epoch.load(ordering: .sequentiallyConsistent)
            if held > 0, let connection = slots.present(0), (try? connection.simple("SELECT 1")) != nil, try stored(connection) == held {
                return held
            }
            epoch.store(0, ordering: .sequentiallyConsistent)
            slots.drop(0)
            let connection = try slots.connection(0)
            guard try connection.run("SELECT pg_try_advisory_lock($1::bigint)", [.integer(AdvisoryLock.projector)]).row(0).integer(0) == 1
            else {
                return nil
            }
            let next = try connection.run(
                "INSERT INTO projection(id, batch, epoch) VALUES (1, 0, 1) ON CONFLICT(id) DO UPDATE SET epoch = projection.epoch + 1 RETURNING epoch",
                []
            ).row(0).integer(0)
            epoch.store(next, ordering: .sequentiallyConsistent)
            return next
        } catch let fault as PostgresFault {
            slots.drop(0)
            throw fault.error
        }
    }

    private func stored(_ connection: PostgresConnection) throws -> Int64 {
        let rows = try connection.run("SELECT epoch FROM projection WHERE id = 1", [])
        return rows.rows == 1 ? rows.row(0).integer(0) : 0
    }
}

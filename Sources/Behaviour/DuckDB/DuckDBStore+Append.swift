import Synchronization
import Vocabulary

extension DuckDBStore {
    /// Old progress rows go once in so many batches, and at every start.
    private static let pruneEvery: Int64 = 4096

    @discardableResult
    public func append(_ events: [BehaviourEvent], progress: BehaviourProgress) async throws -> Bool {
        try await write { [self] connection in
            let (stored, last) = state.withLock { ($0.progress.batch, $0.lastOrdinal) }
            guard progress.batch > stored else { return false }
            var newest = last
            for event in events {
                guard event.ordinal > newest else {
                    throw LianluError(
                        .internal, "Event \(event.ordinal) was to be appended after event \(newest).", hint: "Run `lianlu doctor`.")
                }
                newest = event.ordinal
            }
            index.insert(events)
            try connection.execute("BEGIN")
            do {
                try fill(connection, events)
                try connection.run(
                    "INSERT INTO progress VALUES ($1, $2)", [.int(progress.batch), .text(DuckDBProgress.text(progress))]
                ) { _ in }
                if progress.batch % Self.pruneEvery == 0 { try connection.execute("DELETE FROM progress WHERE batch < \(progress.batch)") }
                FaultPoint.reach("behaviour.before_commit")
                // Not `execute`, which spins on a processor while DuckDB's own thread commits or writes a checkpoint.
                try connection.run("COMMIT") { _ in }
            } catch {
                _ = try? connection.execute("ROLLBACK")
                throw error
            }
            FaultPoint.reach("behaviour.committed")
            state.withLock { state in
                state.progress = progress
                state.lastOrdinal = newest
            }
            return true
        }
    }

    private func fill(_ connection: DuckDBConnection, _ events: [BehaviourEvent]) throws {
        guard !events.isEmpty else { return }
        let appender = try EventAppender(connection)
        for (place, event) in events.enumerated() {
            if place == events.count / 2 { FaultPoint.reach("behaviour.appending") }
            try appender.append(event)
        }
        try appender.finish()
    }
}

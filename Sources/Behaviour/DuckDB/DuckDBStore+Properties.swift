import Synchronization
import Vocabulary

extension DuckDBStore {
    public func properties(of code: Int32?) async throws -> [PropertySample] {
        let newest = state.withLock { $0.lastOrdinal }
        return try await read { connection, ticket in
            var events: [StoredEvent] = []
            // The newest million events first; all of them when that finds too few.
            for depth in [1_000_000, Int64.max] where events.count < 200 {
                var conditions = EventConditions()
                if depth < newest { conditions.ordinals((newest - depth)...newest) } else if depth != .max { continue }
                if let code { conditions.column("code", isIn: [code]) }
                events = []
                let sql = "SELECT \(DuckDBSchema.selection) FROM events\(conditions.clause) ORDER BY ordinal DESC LIMIT 2000"
                try connection.run(sql, ticket: ticket) { events += EventRows.read($0) }
            }
            return PropertySampler.summary(of: events)
        }
    }
}

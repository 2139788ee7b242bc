import Identify
import Profile
import Storage
public import Vocabulary

extension Journeys {
    /// Runs of a journey, newest first.
    public func runs(of id: Int64, state: JourneyRun.State?, customer: LeafNumber?, limit: Int, before: Int64?) async throws -> [JourneyRun]
    {
        let leaves = customer.map { base.graph.leaves(of: $0) }
        return try await base.store.read { tx in
            var sql = "SELECT \(JourneyRun.columns) FROM journey_run WHERE journey = $1 AND id < $2"
            var values: [SQLValue] = [.integer(id), .integer(before ?? .max)]
            if let state {
                values.append(.text(state.rawValue))
                sql += " AND state = $\(values.count)"
            }
            if let leaves { sql += " AND leaf IN (\(leaves.map { String($0.rawValue) }.joined(separator: ", ")))" }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))", values, JourneyRun.init)
        }
    }

    /// One step of a run, as it was noted.
    public struct StepNote: Sendable {
        /// The node; "" for the journey itself.
        public var node: String
        /// When.
        public var at: Instant
        /// What happened.
        public var kind: String
        /// Why, in data.
        public var detail: JSONValue
    }

    /// A run with its steps. Throws `not_found`.
    public func run(_ id: Int64) async throws -> (run: JourneyRun, steps: [StepNote]) {
        let found = try await base.store.read { tx -> (JourneyRun, [StepNote])? in
            guard let run = try JourneyRun.find(id, in: tx) else { return nil }
            let steps = try tx.query("SELECT node, at, kind, detail FROM journey_step WHERE run = $1 ORDER BY id", [.integer(id)]) {
                StepNote(
                    node: $0.text(0), at: Instant(milliseconds: $0.integer(1)), kind: $0.text(2),
                    detail: (try? JSONValue(parsing: $0.text(3))) ?? .null)
            }
            return (run, steps)
        }
        guard let found else { throw LianluError(.notFound, "There is no run \(id).", hint: "List the journey's runs.") }
        return (found.0, found.1)
    }

    /// Counts per node and name, over all versions or one: Σ entered = Σ left + waiting.
    public func counts(of id: Int64, version: Int64?) async throws -> (counts: [String: [String: Int64]], waiting: [String: Int64]) {
        try await base.store.read { tx in
            var counts: [String: [String: Int64]] = [:]
            let some = version.map { " AND version = \($0)" } ?? ""
            _ = try tx.query(
                "SELECT node, name, sum(count) FROM journey_count WHERE journey = $1\(some) GROUP BY node, name", [.integer(id)]
            ) {
                counts[$0.text(0), default: [:]][$0.text(1)] = $0.integer(2)
            }
            var waiting: [String: Int64] = [:]
            _ = try tx.query(
                "SELECT node, count(*) FROM journey_run WHERE journey = $1 AND state = 'waiting' AND is_test = 0 AND node <> ''\(some) GROUP BY node",
                [.integer(id)]
            ) { waiting[$0.text(0)] = $0.integer(1) }
            return (counts, waiting)
        }
    }

    /// Forgets a person's runs: what triggered them and what was noted goes, the counts stay.
    public func erase(_ leaves: [LeafNumber]) async throws -> Int {
        let now = base.clock.now
        return try await base.store.write(.background) { tx in
            var count = 0
            for leaf in leaves {
                let runs = try tx.query("SELECT id FROM journey_run WHERE leaf = $1", [SQLValue(leaf.rawValue)]) { $0.integer(0) }
                for run in runs { count += try tx.execute("DELETE FROM journey_step WHERE run = $1", [.integer(run)]) }
                count += try tx.execute(
                    "UPDATE journey_run SET leaf = 0, context = '{}', run_key = 'erased:' || id, state = 'done', ended_at = coalesce(ended_at, $1), reason = CASE WHEN state = 'done' THEN reason ELSE 'deleted' END WHERE leaf = $2",
                    [.integer(now.milliseconds), SQLValue(leaf.rawValue)])
            }
            return count
        }
    }
}

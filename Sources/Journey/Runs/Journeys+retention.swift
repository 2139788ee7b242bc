import Profile
import Storage
import Synchronization
public import Vocabulary

extension Journeys {
    /// Deletes finished runs that ended before a moment, with their steps, in small transactions; never one that goes on. Returns how many went.
    ///
    /// Where an earlier run says whether somebody may come in again (``JourneyDefinition/EntryMode/once``, a largest number, a gap that reaches further back)
    /// and the journey has not ended, the bare run stays and only its steps and what let the person in go.
    public func removeRuns(endedBefore moment: Instant) async throws -> Int {
        let kept = try await remembering(before: moment)
        let mark = kept.isEmpty ? "1 = 1" : "journey NOT IN (\(kept.sorted().map(String.init).joined(separator: ", ")))"
        var total = 0
        var last: (at: Int64, id: Int64) = (.min, 0)
        while true {
            try Task.checkCancellation()
            let from = last
            let found = try await base.store.read { tx in
                try tx.query(
                    "SELECT id, journey, ended_at FROM journey_run WHERE state = 'done' AND ended_at < $1 AND (ended_at > $2 OR (ended_at = $3 AND id > $4)) AND (\(mark) OR EXISTS (SELECT 1 FROM journey_step WHERE run = journey_run.id)) ORDER BY ended_at, id LIMIT \(Self.batch)",
                    [.integer(moment.milliseconds), .integer(from.at), .integer(from.at), .integer(from.id)]
                ) { (id: $0.integer(0), journey: $0.integer(1), at: $0.integer(2)) }
            }
            guard let end = found.last else { break }
            last = (end.at, end.id)
            try await base.store.write(.background) { tx in
                try tx.executeMany("DELETE FROM journey_step WHERE run = $1", found.map { [.integer($0.id)] })
                let (bare, whole) = (found.filter { kept.contains($0.journey) }, found.filter { !kept.contains($0.journey) })
                if !bare.isEmpty {
                    try tx.executeMany("UPDATE journey_run SET context = '{}' WHERE id = $1", bare.map { [.integer($0.id)] })
                }
                if !whole.isEmpty {
                    try tx.executeMany("DELETE FROM journey_run WHERE id = $1 AND state = 'done'", whole.map { [.integer($0.id)] })
                }
            }
            total += found.count
            try await Task.sleep(for: .milliseconds(20))
        }
        // Drafts of test runs that are over.
        _ = try await base.store.write(.background) { tx in
            try tx.execute(
                "DELETE FROM journey_version WHERE version < 0 AND published_at < $1 AND NOT EXISTS (SELECT 1 FROM journey_run r WHERE r.journey = journey_version.journey AND r.version = journey_version.version AND r.state = 'waiting')",
                [.integer(moment.milliseconds)])
        }
        return total
    }

    /// Journeys whose earlier runs say who may come in again.
    private func remembering(before moment: Instant) async throws -> Set<Int64> {
        let live = try await base.store.read { tx in
            Set(try tx.query("SELECT id FROM journey WHERE state <> 'ended'", []) { $0.integer(0) })
        }
        let age = base.clock.now.since(moment)
        let versions = book.withLock { $0.versions }
        return Set(
            versions.filter { key, definition in
                guard key.version > 0, live.contains(key.journey) else { return false }
                switch definition.mode {
                case .once: return true
                case .afterExit(let gap, let most): return most > 0 || gap > age
                case .concurrent: return false
                }
            }.map(\.key.journey))
    }
}

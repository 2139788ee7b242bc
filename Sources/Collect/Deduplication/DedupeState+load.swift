import Storage
import Vocabulary

extension DedupeState {
    private struct Row: Sendable {
        var id: Int64
        var day: Int32
        var keys: Int
        var state: Int64
    }

    /// Makes memory agree with the store, unless it is known to.
    ///
    /// Reads little when little differs: after a rollback only the list of runs.
    mutating func reconcile(in tx: any SQLTransaction) throws {
        guard !isTrusted else { return }
        let rows = try tx.query("SELECT id, day, keys, state FROM dedupe_run ORDER BY id", []) {
            Row(id: $0.integer(0), day: Int32(truncatingIfNeeded: $0.integer(1)), keys: Int($0.integer(2)), state: $0.integer(3))
        }
        let kept = Dictionary(runs.map { ($0.id, $0) }) { $1 }
        var live: [DedupeRun] = []
        var dead: [Int64] = []
        for row in rows {
            nextRun = max(nextRun, row.id + 1)
            if row.state == 1 {
                today = max(today, row.day)
                live.append(try kept[row.id] ?? load(row, in: tx))
            } else if row.id != build?.id || row.state == 2 {
                dead.append(row.id)
            }
        }
        let alive = Set(live.map(\.id))
        // A merge whose inputs are no longer live, or whose output already is, cannot go on.
        if let build,
            !rows.contains(where: { $0.id == build.id && $0.state == 0 }) || build.inputs.contains(where: { !alive.contains($0.id) })
        {
            self.build = nil
            if rows.contains(where: { $0.id == build.id && $0.state == 0 }) { dead.append(build.id) }
        }
        runs = live
        garbage = dead
        cache.removeAll()
        isTrusted = true
    }

    private func load(_ row: Row, in tx: any SQLTransaction) throws -> DedupeRun {
        if row.keys <= limits.largestInMemory {
            var keys: [Hash128] = []
            keys.reserveCapacity(row.keys)
            _ = try tx.query("SELECT keys FROM dedupe_page WHERE run = $1 AND page >= 0 ORDER BY page", [.integer(row.id)]) {
                try DedupePage.decode($0.blob(0), into: &keys)
            }
            guard keys.count == row.keys else { throw DedupePage.damaged }
            return DedupeRun(id: row.id, day: row.day, keys: keys)
        }
        let firsts =
            try tx.first("SELECT page_firsts FROM dedupe_run WHERE id = $1", [.integer(row.id)]) { try DedupePage.decode($0.blob(0)) } ?? []
        var words: [UInt64] = []
        words.reserveCapacity(DedupeFilter.blocks(for: row.keys) * DedupeFilter.blockWords)
        _ = try tx.query("SELECT keys FROM dedupe_page WHERE run = $1 AND page < 0 ORDER BY page DESC", [.integer(row.id)]) {
            try DedupePage.words($0.blob(0), into: &words)
        }
        let run = DedupeRun(
            id: row.id, day: row.day, count: row.keys, filter: DedupeFilter(words: words, seed: DedupeRun.seed(row.id)), pageFirsts: firsts)
        guard words.count == DedupeFilter.blocks(for: row.keys) * DedupeFilter.blockWords, firsts.count == run.pages else {
            throw DedupePage.damaged
        }
        return run
    }
}

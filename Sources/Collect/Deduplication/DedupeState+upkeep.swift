import Storage
import Vocabulary

extension DedupeState {
    /// See ``Deduplicator/mergeStep(in:)``.
    mutating func mergeStep(in tx: any SQLTransaction) throws -> Bool {
        guard staged.output == nil, staged.retired.isEmpty, staged.cleared.isEmpty else { return true }
        if try retire(in: tx) { return true }
        // What is begun is ended first, and what is dead makes room before more is written.
        if build != nil { return try merge(in: tx) }
        if try clear(in: tx) { return true }
        return try merge(in: tx)
    }

    /// Stops reading the days that left the window.
    private mutating func retire(in tx: any SQLTransaction) throws -> Bool {
        guard today > .min else { return false }
        let (first, underflow) = today.subtractingReportingOverflow(windowDays)
        guard !underflow else { return false }
        let gone = runs.filter { $0.day < first }
        guard !gone.isEmpty else { return false }
        if let build, build.day < first {
            abandonBuild()
            try tx.execute("UPDATE dedupe_run SET state = 2 WHERE id = $1", [.integer(build.id)])
        }
        try tx.executeMany("UPDATE dedupe_run SET state = 2 WHERE id = $1", gone.map { [.integer($0.id)] })
        staged.retired = gone.map(\.id)
        return true
    }

    /// Goes on with a merge, or starts one.
    private mutating func merge(in tx: any SQLTransaction) throws -> Bool {
        if build == nil {
            guard let inputs = DedupePlan.next(runs, today: today) else { return false }
            let fresh = DedupeBuild(id: nextRun, of: inputs, inMemoryUpTo: limits.largestInMemory)
            nextRun += 1
            staged.usedBuild = true
            build = fresh
            try fresh.begin(in: tx)
        }
        staged.usedBuild = true
        let before = build?.done ?? 0
        staged.output = try build?.step(budget: limits.stepKeys, in: tx)
        counters.mergedKeys += (build?.done ?? 0) - before
        counters.mergeSteps += 1
        return true
    }

    /// Deletes pages that nobody reads.
    private mutating func clear(in tx: any SQLTransaction) throws -> Bool {
        guard let run = garbage.first else { return false }
        let last = try tx.query(
            "SELECT page FROM dedupe_page WHERE run = $1 ORDER BY page LIMIT \(limits.stepPages)", [.integer(run)]
        ) { $0.integer(0) }
        if let end = last.last { try tx.execute("DELETE FROM dedupe_page WHERE run = $1 AND page <= $2", [.integer(run), .integer(end)]) }
        if last.count < limits.stepPages {
            try tx.execute("DELETE FROM dedupe_run WHERE id = $1", [.integer(run)])
            staged.cleared.append(run)
        }
        return true
    }
}

import Storage
import Vocabulary

/// Everything ``Deduplicator`` keeps in memory.
struct DedupeState: Sendable {
    /// What the present transaction will have done when it commits.
    struct Staged: Sendable {
        var runs: [DedupeRun] = []
        var output: DedupeRun?
        var retired: [Int64] = []
        var cleared: [Int64] = []
        var usedBuild = false
    }

    let limits: DedupeLimits
    var windowDays: Int32
    /// Live runs, oldest first.
    var runs: [DedupeRun] = []
    /// Runs in the store that nobody reads any more.
    var garbage: [Int64] = []
    var build: DedupeBuild?
    var staged = Staged()
    var nextRun: Int64 = 1
    /// The newest day seen.
    var today: Int32 = .min
    /// False at the start and after a rollback: memory and store must be compared.
    var isTrusted = false
    var cache = DedupePageCache()
    var counters = DedupeStats()

    init(windowDays: Int32, limits: DedupeLimits) {
        self.windowDays = windowDays
        self.limits = limits
    }

    /// Merge steps that go along with a batch because runs pile up faster than idle moments merge them; at most 4.
    var overdueSteps: Int { runs.count > limits.mostRuns ? min(4, 1 + (runs.count - limits.mostRuns) / 32) : 0 }

    /// The transaction committed.
    mutating func commit() {
        if let output = staged.output {
            let gone = Set(build?.inputs.map(\.id) ?? [])
            runs.removeAll { gone.contains($0.id) }
            garbage.append(contentsOf: gone.sorted())
            runs.append(output)
            build = nil
        }
        if !staged.retired.isEmpty {
            let gone = Set(staged.retired)
            runs.removeAll { gone.contains($0.id) }
            garbage.append(contentsOf: staged.retired)
        }
        if !staged.cleared.isEmpty { garbage.removeAll { staged.cleared.contains($0) } }
        runs.append(contentsOf: staged.runs)
        staged = Staged()
    }

    /// The transaction did not commit, as far as we know.
    mutating func rollback() {
        if staged.usedBuild, build != nil { abandonBuild() }
        staged = Staged()
        isTrusted = false
    }

    /// Takes nothing in memory for granted.
    mutating func distrust() {
        build = nil
        staged = Staged()
        isTrusted = false
    }

    /// Gives up the merge in progress; what it wrote becomes garbage.
    mutating func abandonBuild() {
        guard let build else { return }
        garbage.append(build.id)
        self.build = nil
    }

    func stats() -> DedupeStats {
        var stats = counters
        stats.runs = runs.count
        for run in runs {
            stats.keys += run.count
            stats.filterBytes += run.filter.bytes
            stats.memoryBytes += run.memoryBytes
            stats.diskBytes += run.count * 16 + (run.keys == nil ? run.filter.bytes : 0) + run.pageFirsts.count * 16
        }
        stats.memoryBytes += cache.bytes
        stats.oldestDay = runs.map(\.day).min()
        return stats
    }
}

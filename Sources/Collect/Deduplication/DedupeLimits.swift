/// Sizes that tests make small.
struct DedupeLimits: Sendable {
    /// Runs up to this many keys keep them in memory (4 MiB each); larger ones read a page when the filter passes a key.
    var largestInMemory = 262_144
    /// Keys merged per step: a few milliseconds.
    var stepKeys = 24_576
    /// Dead pages deleted per step.
    var stepPages = 512
    /// Live runs beyond which merging no longer waits for an idle moment.
    var mostRuns = 192
}

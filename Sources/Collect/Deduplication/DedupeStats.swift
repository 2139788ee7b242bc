/// What de-duplication holds and has done since start.
public struct DedupeStats: Sendable, Equatable {
    /// Keys held.
    public var keys = 0
    /// Sorted runs that hold them.
    public var runs = 0
    /// Bytes in memory: filters, page directory, keys of small runs, page cache.
    public var memoryBytes = 0
    /// Bytes of that which are filters.
    public var filterBytes = 0
    /// Bytes of keys and filters in the store, without the store's own overhead.
    public var diskBytes = 0
    /// Keys looked up.
    public var lookups = 0
    /// Keys that were repeats.
    public var duplicates = 0
    /// Pages read from the store.
    public var pageReads = 0
    /// Pages read in which the key was not.
    public var falsePageReads = 0
    /// Keys rewritten by merges.
    public var mergedKeys = 0
    /// Merge steps done.
    public var mergeSteps = 0
    /// The oldest day held, in days since the epoch; nil when empty.
    public var oldestDay: Int32?

    /// Nothing yet.
    public init() {}
}

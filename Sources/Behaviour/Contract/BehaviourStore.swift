public import Vocabulary

/// The behavioural store: every event, columnar, append only (erasure excepted). DuckDB embedded; ClickHouse later.
///
/// No call blocks the cooperative pool: engines run on threads of their own. Questions end early when their task is cancelled.
public protocol BehaviourStore: AnyObject, Sendable {
    /// Appends events and records `progress` in one durable transaction. Appending a progress whose batch is not past the stored one changes
    /// nothing and returns false. Ordinals must rise from event to event and from call to call.
    @discardableResult
    func append(_ events: [BehaviourEvent], progress: BehaviourProgress) async throws -> Bool

    /// The last recorded progress.
    func progress() async throws -> BehaviourProgress

    /// Counts the stored events by source, independently of the recorded progress (for `doctor`).
    func recount() async throws -> [Int32: Int]

    /// One customer's events, newest first; ties in time are ordered by ordinal, so none is lost between pages.
    func timeline(_ query: TimelineQuery) async throws -> [StoredEvent]

    /// Counts events or customers per time bucket and breakdown value.
    func buckets(_ query: BucketQuery) async throws -> BucketResult

    /// Removes every event of these leaves, text included; returns how many went.
    func erase(leaves: [LeafNumber]) async throws -> Int

    /// Removes some of the events whose time is before that moment, oldest ordinals first, in one short transaction that also counts them in
    /// ``retired()``; returns how many went. Call again until it returns 0.
    func retire(before: Instant) async throws -> Int

    /// How many events ``retire(before:)`` has removed so far.
    func retired() async throws -> Int

    /// Property names seen on an event name lately with their types and up to five sample values each, by sampling.
    func properties(of code: Int32?) async throws -> [PropertySample]

    /// Streams events in ordinal order for export; `write` gets up to 2048 at a time, on one of the store's threads.
    /// Only events that pass every filter; throws `bad_request` for a filter that makes no sense.
    func export(_ query: ExportQuery, where filters: [EventFilter], write: @escaping @Sendable ([StoredEvent]) throws -> Void) async throws

    /// Writes events into one new file of that format at an absolute path, in no particular order; returns how many.
    func export(_ query: ExportQuery, as format: ExportFormat, names: ExportNames, to path: String) async throws -> Int

    /// Writes a consistent copy into `behaviour.duckdb` in a folder that exists (the projector is paused by the caller).
    func backup(to folder: String) async throws

    /// Size on disk in bytes, and rows stored.
    func size() async throws -> BehaviourSize

    /// Closes files; later calls throw.
    func close() async
}

extension BehaviourStore {
    /// Streams events in ordinal order for export, unfiltered.
    public func export(_ query: ExportQuery, write: @escaping @Sendable ([StoredEvent]) throws -> Void) async throws {
        try await export(query, where: [], write: write)
    }
}

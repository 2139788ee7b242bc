public import Vocabulary

/// The behavioural store: every event, columnar, append only (erasure excepted). DuckDB embedded; ClickHouse later.
///
/// No call blocks the cooperative pool: engines run on threads of their own.
public protocol BehaviourStore: AnyObject, Sendable {
    /// Appends events and records `progress` in one durable transaction. Appending a progress whose batch is not past the stored one changes nothing.
    func append(_ events: [BehaviourEvent], progress: BehaviourProgress) async throws

    /// The last recorded progress.
    func progress() async throws -> BehaviourProgress

    /// Counts the stored events by source, independently of the recorded progress (for `doctor`).
    func recount() async throws -> [Int32: Int]

    /// One customer's events, newest first; ties in time are ordered by ordinal, so none is lost between pages.
    func timeline(_ query: TimelineQuery) async throws -> [StoredEvent]

    /// Counts, or the distinct leaves, per time bucket and breakdown value.
    func buckets(_ query: BucketQuery) async throws -> BucketResult

    /// Removes every event of these leaves, text included; returns how many went.
    func erase(leaves: [LeafNumber]) async throws -> Int

    /// Property names seen on an event name lately with their types and up to five sample values each, by sampling.
    func properties(of code: Int32?) async throws -> [PropertySample]

    /// Streams events as rows in ordinal order for export; `write` gets whole batches.
    func export(_ query: ExportQuery, write: @escaping @Sendable ([StoredEvent]) throws -> Void) async throws

    /// Writes a consistent copy of all files into a folder (the projector is paused by the caller).
    func backup(to folder: String) async throws

    /// Size on disk in bytes, and rows stored.
    func size() async throws -> BehaviourSize

    /// Closes files; later calls throw.
    func close() async
}

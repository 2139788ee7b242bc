import Synchronization

/// What the door counted since the start, for /metrics.
public struct CollectMetrics: Sendable {
    /// Requests by dialect name.
    public var requests: [String: Int] = [:]
    /// Requests turned away as a whole, by reason name.
    public var refused: [String: Int] = [:]
    /// Records made durable.
    public var accepted = 0
    /// Records refused one by one, by reason name.
    public var rejected: [String: Int] = [:]
    /// Accepted records whose message id had been seen lately.
    public var duplicates = 0
    /// Body bytes as received.
    public var bytes = 0
    /// Nanoseconds spent reading bodies and records.
    public var parseNanoseconds: Int64 = 0
    /// Nanoseconds spent writing the inbox's form.
    public var encodeNanoseconds: Int64 = 0
    /// Nanoseconds spent waiting for the inbox to be durable.
    public var inboxNanoseconds: Int64 = 0
    /// Time per pipeline step.
    public var steps: [StepTiming] = []
}

/// Holds ``CollectMetrics``; one short lock per request.
final class CollectCounter: Sendable {
    private let metrics: Mutex<CollectMetrics>

    init(_ pipeline: Pipeline) {
        var start = CollectMetrics()
        start.steps = pipeline.timings
        metrics = Mutex(start)
    }

    var snapshot: CollectMetrics { metrics.withLock { $0 } }

    func update(_ change: (inout CollectMetrics) -> Void) { metrics.withLock { change(&$0) } }
}

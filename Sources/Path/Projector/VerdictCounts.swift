import Behaviour

/// How many events of a batch met which verdict, by source.
public struct VerdictCounts: Sendable, Equatable {
    /// Stored.
    public var stored: [Int32: Int] = [:]
    /// Seen before.
    public var duplicate: [Int32: Int] = [:]
    /// Refused, by reason name.
    public var rejected: [Int32: [String: Int]] = [:]

    /// Nothing counted.
    public init() {}

    mutating func add(_ verdict: Verdict, source: Int32) {
        switch verdict {
        case .stored: stored[source, default: 0] += 1
        case .duplicate: duplicate[source, default: 0] += 1
        case .rejected(let reason): rejected[source, default: [:]][reason, default: 0] += 1
        }
    }
}

extension BehaviourProgress {
    /// Moves on to `batch` and adds its counts.
    mutating func advance(to batch: Int64, _ counts: VerdictCounts) {
        self.batch = batch
        stored.merge(counts.stored, uniquingKeysWith: +)
        duplicate.merge(counts.duplicate, uniquingKeysWith: +)
        for (source, reasons) in counts.rejected { rejected[source, default: [:]].merge(reasons, uniquingKeysWith: +) }
    }
}

public import Collect
import Synchronization
public import Vocabulary

/// Samples of the ledger over the last day, in memory, for "in the last 24 hours"; after a restart it counts from the start.
public final class LedgerHistory: Sendable {
    /// What a source did in the last day.
    struct Day: Sendable, Equatable {
        var received: Int
        var rejected: Int
    }

    private struct Sample: Sendable {
        var at: Instant
        var lines: [Int32: Day]
    }

    private static let step: Int64 = 10 * 60_000
    private static let day: Int64 = 86_400_000
    private let samples = Mutex<[Sample]>([])
    private let laggingSince = Mutex<Instant?>(nil)

    /// No samples yet.
    public init() {}

    /// Keeps the ledger's present state, at most every ten minutes.
    public func sample(_ ledger: Ledger, now: Instant) {
        let lines = Self.lines(ledger)
        samples.withLock { samples in
            if let last = samples.last, now.since(last.at) < Self.step { return }
            samples.append(Sample(at: now, lines: lines))
            while samples.count > 1, now.since(samples[1].at) >= Self.day { samples.removeFirst() }
        }
    }

    /// What each source did since the oldest sample of the last day.
    func lastDay(_ ledger: Ledger, now: Instant) -> [Int32: Day] {
        sample(ledger, now: now)
        let before = samples.withLock { samples in samples.last { now.since($0.at) >= Self.day } ?? samples.first }
        return Self.lines(ledger).reduce(into: [:]) { result, line in
            let old = before?.lines[line.key] ?? Day(received: 0, rejected: 0)
            result[line.key] = Day(
                received: max(0, line.value.received - old.received), rejected: max(0, line.value.rejected - old.rejected))
        }
    }

    /// How old the oldest event that waits may be, in ms: not older than the newest that is queryable, and not older than the first look at which
    /// something waited (after a quiet hour the newest queryable event says nothing).
    func lag(batches: Int64, newestQueryable: Instant?, now: Instant) -> Int64 {
        let since = laggingSince.withLock { since -> Instant? in
            since = batches == 0 ? nil : since ?? now
            return since
        }
        guard let since else { return 0 }
        return max(0, min(now.since(since), newestQueryable.map { now.since($0) } ?? .max))
    }

    private static func lines(_ ledger: Ledger) -> [Int32: Day] {
        ledger.sources.mapValues { Day(received: $0.received, rejected: $0.rejected) }
    }
}

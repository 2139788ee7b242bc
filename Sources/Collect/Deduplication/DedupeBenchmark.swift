public import Storage
import Vocabulary

/// Fills an empty store with keys over the whole window, then measures what one more event costs.
public enum DedupeBenchmark {
    /// What was measured.
    public struct Figures: Sendable {
        /// Keys held when measured.
        public var keys = 0
        /// Nanoseconds per key while filling, merges included.
        public var fillNanoseconds = 0.0
        /// Nanoseconds per new key, looked up and written, at that size (transaction's commit included).
        public var newNanoseconds = 0.0
        /// Nanoseconds per key that was seen long ago, at that size.
        public var repeatNanoseconds = 0.0
        /// The longest merge step in milliseconds, without the commit.
        public var longestStepMilliseconds = 0.0
        /// Merge steps longer than 10 ms, without the commit.
        public var stepsOver10Milliseconds = 0
        /// The longest commit of a merge step in milliseconds.
        public var longestCommitMilliseconds = 0.0
        /// What the deduplicator says of itself.
        public var stats = DedupeStats()
    }

    /// Fills `keys` keys in batches of `batch`, spread evenly over 8 days, with upkeep after each batch as an idle projector would do; then measures
    /// with 50 batches more. `nanoseconds` tells a steady time.
    public static func run(
        keys: Int, batch: Int = 8_192, store: any OperationalStore, nanoseconds: @escaping @Sendable () -> UInt64,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> Figures {
        let deduplicator = Deduplicator()
        var figures = Figures()
        var made = 0
        let start = nanoseconds()
        while made < keys {
            let count = min(batch, keys - made)
            let first = made
            let day = Int32(first / max(1, keys / 8))
            _ = try await store.write(.projection) { tx in try deduplicator.firstSeen(Self.keys(first, count, day), in: tx) }
            deduplicator.commit()
            made += count
            // Two steps for each batch keep up with eight-fold merging.
            for _ in 0..<2 where try await !step(deduplicator, store, nanoseconds, &figures) { break }
            if made % (batch * 100) == 0 { progress(made) }
        }
        while try await step(deduplicator, store, nanoseconds, &figures) {}
        figures.keys = keys
        figures.fillNanoseconds = Double(nanoseconds() - start) / Double(keys)
        let before = deduplicator.stats()
        var spent: UInt64 = 0
        for round in 0..<50 {
            let from = keys + round * batch
            let began = nanoseconds()
            let fresh = try await store.write(.projection) { tx in try deduplicator.firstSeen(Self.keys(from, batch, 8), in: tx) }
            deduplicator.commit()
            spent += nanoseconds() - began
            guard fresh.allSatisfy({ $0 }) else { throw LianluError(.internal, "A new key was taken for a repeat.") }
        }
        figures.newNanoseconds = Double(spent) / Double(50 * batch)
        figures.stats = deduplicator.stats()
        figures.stats.pageReads -= before.pageReads
        figures.stats.falsePageReads -= before.falsePageReads
        let again = min(batch, keys)
        let began = nanoseconds()
        let seen = try await store.write(.projection) { tx in try deduplicator.firstSeen(Self.keys(keys / 2, again, 8), in: tx) }
        deduplicator.commit()
        figures.repeatNanoseconds = Double(nanoseconds() - began) / Double(again)
        guard seen.allSatisfy({ !$0 }) || keys < 2 * batch else { throw LianluError(.internal, "A repeat was taken for a new key.") }
        return figures
    }

    private static func step(
        _ deduplicator: Deduplicator, _ store: any OperationalStore, _ nanoseconds: @escaping @Sendable () -> UInt64,
        _ figures: inout Figures
    ) async throws -> Bool {
        let (more, ended, spent) = try await store.write(.background) { tx in
            let began = nanoseconds()
            let more = try deduplicator.mergeStep(in: tx)
            let ended = nanoseconds()
            return (more, ended, Double(ended - began) / 1e6)
        }
        deduplicator.commit()
        figures.longestStepMilliseconds = max(figures.longestStepMilliseconds, spent)
        figures.longestCommitMilliseconds = max(figures.longestCommitMilliseconds, Double(nanoseconds() - ended) / 1e6)
        if spent > 10 { figures.stepsOver10Milliseconds += 1 }
        return more
    }

    /// Distinct, evenly spread keys by number.
    private static func keys(_ first: Int, _ count: Int, _ day: Int32) -> [(key: Hash128, day: Int32)] {
        (first..<first + count).map { number in
            (Hash128(high: scatter(UInt64(number)), low: scatter(UInt64(number) ^ 0x5555_0000_0000)), day)
        }
    }

    private static func scatter(_ number: UInt64) -> UInt64 {
        var z = number &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

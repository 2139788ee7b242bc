import Collect
import Identify
import Profile
import Storage
import Vocabulary

/// The verdicts on one batch, decided inside its operational transaction.
struct BatchDecision {
    var verdicts: [Verdict]
    var firstOrdinal: Int64

    init(_ events: [IncomingEvent], at now: Instant, parts: Projector.Parts, in tx: any SQLTransaction) throws {
        verdicts = Array(repeating: .duplicate, count: events.count)
        firstOrdinal = 0

        // 1. Repeats.
        let keys = events.map { (key: $0.dedupeKey, day: Int32(truncatingIfNeeded: $0.receivedAt.milliseconds / 86_400_000)) }
        let isNew = try parts.deduplicator.firstSeen(keys, in: tx)
        let fresh = events.indices.filter { isNew[$0] }
        guard !fresh.isEmpty else { return }

        // 2. Who it was.
        let resolutions = try parts.graph.resolve(fresh.count == events.count ? events : fresh.map { events[$0] }, in: tx)

        // 3. What it is called.
        let codes = try parts.dictionary.codes(of: fresh.map { events[$0].name }, at: now.milliseconds, in: tx)

        var kept: [(index: Int, leaf: LeafNumber, code: Int32)] = []
        kept.reserveCapacity(fresh.count)
        for (place, index) in fresh.enumerated() {
            if let reason = resolutions[place].refused {
                verdicts[index] = .rejected(reason: reason)
            } else if let code = codes[place] {
                kept.append((index, resolutions[place].leaf, code))
            } else {
                verdicts[index] = .rejected(reason: "too_many_event_names")
            }
        }
        guard !kept.isEmpty else { return }

        // 4. What it says about the customer.
        firstOrdinal = try tx.take(Int64(kept.count), from: "event")
        let resolved = kept.enumerated().map { offset, item in
            ResolvedEvent(event: events[item.index], leaf: item.leaf, ordinal: firstOrdinal + Int64(offset))
        }
        let sessions = try parts.profile.apply(resolved, in: tx)
        for (offset, item) in kept.enumerated() {
            verdicts[item.index] = .stored(leaf: item.leaf, code: item.code, session: sessions[offset])
        }
    }
}

import Behaviour
import Storage
import Synchronization
import Vocabulary

extension Projector {
    /// Shortest time between two appends: a commit of the behavioural store costs the same for one event as for thousands.
    static let appendPace = Duration.milliseconds(100)

    /// Appends whatever was resolved meanwhile, in one behavioural transaction, until the hand-off is closed and empty.
    func appendLoop() async {
        let clock = ContinuousClock()
        while let batches = await handoff.take(limit: 40_000) {
            let began = clock.now
            do {
                try await retrying("append") { try await self.append(batches) }
            } catch {
                return
            }
            try? await clock.sleep(until: began + Self.appendPace)
        }
    }

    /// Appends these batches and moves the watermark. Batches the store already has change nothing.
    func append(_ batches: [ResolvedBatch]) async throws {
        guard let last = batches.last else { return }
        let clock = ContinuousClock()
        let began = clock.now
        var next = totals
        var events: [BehaviourEvent] = []
        for batch in batches where batch.sequence > next.batch {
            events.append(contentsOf: batch.events)
            next.advance(to: batch.sequence, batch.counts)
        }
        // The behavioural store must never be ahead of the operational one, a power cut included.
        try await parts.store.settle()
        FaultPoint.reach("projection.settled")
        try await parts.behaviour.append(events, progress: next)
        let done = next
        progress.withLock { $0 = done }
        watermark.advance(to: done.batch)
        let elapsed = clock.now - began
        let seconds = max(Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds), Self.appendPace / .seconds(1))
        let count = events.count
        let newest = events.last?.event.receivedAt
        shared.withLock { status in
            status.watermark = done.batch
            status.appendedEvents += count
            status.eventsPerSecond = status.eventsPerSecond * 0.8 + Double(count) / seconds * 0.2
            status.newestReceived = newest ?? status.newestReceived
        }
        try await parts.inbox.remove(through: last.sequence)
    }

    /// After a start: appends what was resolved but not appended, and forgets what both stores have.
    func recover() async throws {
        try await prepare()
        let parts = parts
        let stored = watermark.value
        try await parts.lease.acquire()
        let waiting = try await parts.store.write(.projection) { tx -> [(Int64, [UInt8])] in
            try tx.execute("INSERT INTO projection(id, batch, epoch) VALUES (1, 0, 0) ON CONFLICT(id) DO NOTHING")
            try tx.execute("DELETE FROM resolved_batch WHERE batch <= $1", [.integer(stored)])
            return try tx.query("SELECT batch, payload FROM resolved_batch ORDER BY batch", []) { ($0.integer(0), $0.blob(1)) }
        }
        try await parts.inbox.remove(through: stored)
        var payloads = Dictionary(uniqueKeysWithValues: waiting.map { ($0.0, $0.1) })
        var position = stored
        while !payloads.isEmpty {
            let batches = try await parts.inbox.batches(after: position, limitBytes: 8 << 20)
            guard let last = batches.last else { break }
            for batch in batches {
                guard let payload = payloads.removeValue(forKey: batch.sequence) else { continue }
                try await append([ResolvedBatch.decode(payload, events: ResolvedBatch.events(in: batch.payload))])
            }
            position = last.sequence
        }
        guard payloads.isEmpty else {
            throw LianluError(
                .unusableData, "\(payloads.count) resolved batches have no inbox batch.",
                hint: "inbox and operational files come from different times. Restore them from one backup with `lianlu restore`.")
        }
    }
}

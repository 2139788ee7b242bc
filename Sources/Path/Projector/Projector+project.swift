import Collect
import Identify
import Profile
import Storage
import Synchronization
import Vocabulary

extension Projector {
    /// Projects batch after batch until cancelled.
    func projectLoop() async {
        defer { handoff.close() }
        await withTaskCancellationHandler {
            while !Task.isCancelled {
                do {
                    try await retrying("project") {
                        let last = self.projected.value
                        let batches = try await self.parts.inbox.batches(after: last, limitBytes: 4 << 20)
                        if batches.isEmpty {
                            try await self.idle()
                            try await self.parts.inbox.waitForBatch(after: last)
                        }
                        for batch in batches {
                            try Task.checkCancellation()
                            let resolved = try await self.gate.pass { try await self.project(batch) }
                            await self.handoff.put(resolved)
                        }
                    }
                } catch {
                    return
                }
            }
        } onCancel: {
            handoff.close()
        }
    }

    /// One batch, one operational transaction.
    func project(_ batch: InboxBatch) async throws -> ResolvedBatch {
        let events = try ResolvedBatch.events(in: batch.payload)
        let parts = parts
        let watermark = watermark.value
        do {
            FaultPoint.reach("projection.before_commit")
            let resolved = try await parts.store.write(.projection) { tx -> ResolvedBatch in
                try parts.lease.assertHeld(in: tx)
                let decision = try BatchDecision(events, at: parts.clock.now, parts: parts, in: tx)
                let payload = ResolvedBatch.encode(
                    sequence: batch.sequence, firstOrdinal: decision.firstOrdinal, events: events, verdicts: decision.verdicts)
                try tx.execute("INSERT INTO resolved_batch(batch, payload) VALUES ($1, $2)", [.integer(batch.sequence), .blob(payload)])
                try tx.execute("DELETE FROM resolved_batch WHERE batch <= $1", [.integer(watermark)])
                try tx.execute("UPDATE projection SET batch = $1 WHERE id = 1", [.integer(batch.sequence)])
                return ResolvedBatch(
                    sequence: batch.sequence, firstOrdinal: decision.firstOrdinal, events: events, verdicts: decision.verdicts)
            }
            FaultPoint.reach("projection.committed")
            parts.deduplicator.commit()
            parts.dictionary.keepStaged()
            projected.advance(to: batch.sequence)
            shared.withLock { $0.projected = batch.sequence }
            return resolved
        } catch {
            parts.deduplicator.rollback()
            parts.dictionary.forgetStaged()
            parts.profile.reset()
            try await parts.graph.reload()
            // A lost connection gave the right away; take it again before the next try.
            try await parts.lease.acquire()
            throw error
        }
    }

    /// Upkeep while nothing waits: one bounded merge of de-duplication runs at a time.
    private func idle() async throws {
        let parts = parts
        let last = projected.value
        while try await parts.inbox.batches(after: last, limitBytes: 1).isEmpty {
            let more = try await gate.pass {
                do {
                    let more = try await parts.store.write(.background) { tx in try parts.deduplicator.mergeStep(in: tx) }
                    parts.deduplicator.commit()
                    return more
                } catch {
                    parts.deduplicator.rollback()
                    throw error
                }
            }
            if !more { return }
        }
    }
}

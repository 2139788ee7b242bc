import Behaviour
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
            var pace = CommitPace()
            while !Task.isCancelled {
                do {
                    try await retrying("project") {
                        for batch in try await self.gate.pass({ try await self.takeUpUncertain() }) { await self.handoff.put(batch) }
                        let last = self.projected.value
                        let batches = try await self.parts.inbox.batches(after: last, limitBytes: Self.bytesPerRead)
                        if batches.isEmpty {
                            try await self.idle()
                            try await self.parts.inbox.waitForBatch(after: last)
                        }
                        for group in Self.groups(of: batches) {
                            try Task.checkCancellation()
                            let began = ContinuousClock.now
                            let resolved = try await self.gate.pass { try await self.project(group) }
                            for batch in resolved { await self.handoff.put(batch) }
                            // A commit costs the same for one event as for thousands: what arrives meanwhile goes into the next.
                            let count = group.reduce(0) { $0 + $1.count }
                            pace.note(count, at: began)
                            if Self.waits(after: group, of: batches) { try await ContinuousClock().sleep(until: began + pace.between) }
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

    /// Most events of one operational transaction, unless a single batch holds more. About 20 ms of work.
    static let eventsPerCommit = 4_000
    /// The same while more than that waits, about 100 ms: a page that many customers share is written once for all of them.
    static let eventsPerCommitBehind = 16_000

    /// Most bytes of batches taken from the inbox at once.
    static let bytesPerRead = 4 << 20

    /// Whether the projector gathers more events after this group: not while others of the same read wait, nor when the read was about full, because then
    /// it is behind.
    static func waits(after group: [InboxBatch], of batches: [InboxBatch]) -> Bool {
        group.last?.sequence == batches.last?.sequence && group.reduce(0) { $0 + $1.count } < eventsPerCommit
            && batches.reduce(0) { $0 + $1.payload.count } < bytesPerRead / 2
    }

    /// Neighbouring batches that go into one transaction.
    static func groups(of batches: [InboxBatch]) -> [[InboxBatch]] {
        let most = batches.reduce(0) { $0 + $1.count } > 2 * eventsPerCommit ? eventsPerCommitBehind : eventsPerCommit
        var groups: [[InboxBatch]] = []
        var count = 0
        for batch in batches {
            if groups.isEmpty || count + batch.count > most {
                groups.append([])
                count = 0
            }
            groups[groups.count - 1].append(batch)
            count += batch.count
        }
        return groups
    }

    /// Neighbouring batches in one operational transaction: one decision over all their events, one resolved row each.
    func project(_ group: [InboxBatch]) async throws -> [ResolvedBatch] {
        guard let last = group.last?.sequence else { return [] }
        let events = try group.map { try ResolvedBatch.events(in: $0.payload) }
        let parts = parts
        let watermark = watermark.value
        let reactor = reactor
        do {
            FaultPoint.reach("projection.before_commit")
            let resolved = try await parts.store.writeAhead { tx -> [ResolvedBatch] in
                try parts.lease.assertHeld(in: tx)
                let decision = try BatchDecision(Array(events.joined()), at: parts.clock.now, parts: parts, in: tx)
                var place = 0
                var ordinal = decision.firstOrdinal
                var resolved: [ResolvedBatch] = []
                var triggers: [[SQLValue]] = []
                for (batch, events) in zip(group, events) {
                    let verdicts = Array(decision.verdicts[place..<place + events.count])
                    place += events.count
                    let payload = ResolvedBatch.encode(sequence: batch.sequence, firstOrdinal: ordinal, events: events, verdicts: verdicts)
                    try tx.execute(
                        "INSERT INTO resolved_batch(batch, payload) VALUES ($1, $2)", [.integer(batch.sequence), .blob(payload)])
                    resolved.append(ResolvedBatch(sequence: batch.sequence, firstOrdinal: ordinal, events: events, verdicts: verdicts))
                    ordinal += Int64(resolved[resolved.count - 1].events.count)
                    triggers.append(contentsOf: Self.triggers(of: resolved[resolved.count - 1], wanted: reactor.wants))
                }
                if !triggers.isEmpty {
                    _ = try tx.executeMany("INSERT INTO reaction_trigger(ordinal, batch, leaf, payload) VALUES ($1, $2, $3, $4)", triggers)
                    tx.afterCommit { reactor.note(batch: last) }
                }
                try tx.execute("DELETE FROM resolved_batch WHERE batch <= $1", [.integer(watermark)])
                try tx.execute("UPDATE projection SET batch = $1 WHERE id = 1", [.integer(last)])
                return resolved
            }
            FaultPoint.reach("projection.committed")
            parts.deduplicator.commit()
            parts.dictionary.keepStaged()
            projected.advance(to: last)
            shared.withLock { $0.projected = last }
            return resolved
        } catch {
            isUncertain.store(true, ordering: .relaxed)
            parts.deduplicator.rollback()
            parts.dictionary.forgetStaged()
            parts.profile.reset()
            try await parts.graph.reload()
            // A lost connection gave the right away; take it again before the next try.
            try await parts.lease.acquire()
            throw error
        }
    }

    /// The rows of the events that some room wants.
    private static func triggers(of batch: ResolvedBatch, wanted: (IncomingEvent) -> Bool) -> [[SQLValue]] {
        batch.events.filter { $0.leaf.rawValue > 0 && wanted($0.event) }.map { stored in
            var out = ByteWriter(capacity: 400)
            EventCodec.encode(stored.event, into: &out)
            return [.integer(stored.ordinal), .integer(batch.sequence), SQLValue(stored.leaf.rawValue), .blob(out.bytes)]
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

import Collect
import Identify
import Logging
import Profile
import Storage
import Synchronization
import Vocabulary

extension Projector {
    /// After a transaction that failed: whether it is stored all the same (its connection went away between COMMIT and the answer), and then what it resolved.
    ///
    /// Asking for the lease's row waits for the end of a transaction of ours that the server has not finished. Projecting the batches again instead would fail
    /// for ever, because their resolved rows exist.
    func takeUpUncertain() async throws -> [ResolvedBatch] {
        guard isUncertain.load(ordering: .relaxed) else { return [] }
        let parts = parts
        // A failed transaction may have cost the right to project as well; whoever holds it gets it back at once.
        try await parts.lease.acquire()
        let known = projected.value
        let (last, rows) = try await parts.store.write(.projection) { tx -> (Int64, [(Int64, [UInt8])]) in
            try parts.lease.assertHeld(in: tx)
            let last = try tx.first("SELECT batch FROM projection WHERE id = 1") { $0.integer(0) } ?? 0
            guard last > known else { return (last, []) }
            let rows = try tx.query("SELECT batch, payload FROM resolved_batch WHERE batch > $1 ORDER BY batch", [.integer(known)]) {
                ($0.integer(0), $0.blob(1))
            }
            return (last, rows)
        }
        guard last > known else {
            isUncertain.store(false, ordering: .relaxed)
            return []
        }
        let resolved = try await join(rows, after: known)
        guard resolved.count == Int(last - known) else {
            throw LianluError(
                .unusableData, "Batches \(known + 1) to \(last) were projected elsewhere.",
                hint: "Another process projected meanwhile. Restart this one; only one may serve a deployment.")
        }
        // What memory forgot with the failed transaction is in the store.
        try await parts.dictionary.load(parts.store)
        try await parts.graph.reload()
        parts.profile.reset()
        projected.advance(to: last)
        shared.withLock { $0.projected = last }
        reactor.note(batch: last)
        isUncertain.store(false, ordering: .relaxed)
        parts.logger.notice("a transaction whose answer was lost is stored", metadata: ["batches": "\(known + 1)…\(last)"])
        return resolved
    }

    /// Resolved rows with the events of their inbox batches.
    private func join(_ rows: [(Int64, [UInt8])], after known: Int64) async throws -> [ResolvedBatch] {
        var payloads = Dictionary(uniqueKeysWithValues: rows)
        var resolved: [ResolvedBatch] = []
        var position = known
        while !payloads.isEmpty {
            let batches = try await parts.inbox.batches(after: position, limitBytes: 8 << 20)
            guard let end = batches.last else { break }
            for batch in batches {
                guard let payload = payloads.removeValue(forKey: batch.sequence) else { continue }
                resolved.append(try ResolvedBatch.decode(payload, events: ResolvedBatch.events(in: batch.payload)))
            }
            position = end.sequence
        }
        return resolved
    }
}

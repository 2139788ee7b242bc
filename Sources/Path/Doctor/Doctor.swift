import Behaviour
import Identify
import Storage
import Vocabulary

/// Recounts and cross-checks the stores, independently of the running totals.
public struct Doctor: Sendable {
    private let projector: Projector
    private let parts: Projector.Parts

    /// Checks what this projector works on.
    public init(_ projector: Projector) {
        self.projector = projector
        parts = projector.parts
    }

    /// Every check, with projection paused so that the stores stand at one batch.
    public func examine() async throws -> [DoctorCheck] {
        let counted = try await projector.quiesced { try await [ledger(), leaves(), customers()].flatMap { $0 } }
        return try await counted + waiting() + jobs() + reactions() + zones()
    }

    /// The behavioural store's own count of events against the ledger's "stored".
    private func ledger() async throws -> [DoctorCheck] {
        let counted = try await parts.behaviour.recount()
        let stored = projector.totals.stored
        let erased = try await parts.store.read { tx in
            try tx.first("SELECT value FROM counter WHERE name = 'erased_events'") { Int($0.integer(0)) } ?? 0
        }
        let retired = try await parts.behaviour.retired()
        let rows = counted.values.reduce(0, +)
        let total = stored.values.reduce(0, +)
        guard rows + erased + retired == total else {
            return [
                DoctorCheck(
                    "events", .failed,
                    "\(rows) events counted, \(erased) erased, \(retired) past their retention, but the ledger says \(total) stored.",
                    hint: "Restore from a backup, or report this with the output of `lianlu doctor --json`.")
            ]
        }
        let gone = [erased > 0 ? "\(erased) erased" : nil, retired > 0 ? "\(retired) past their retention" : nil].compactMap { $0 }
        return [
            DoctorCheck(
                "events", .ok, "\(rows) events counted, as the ledger says\(gone.isEmpty ? "" : " (and \(gone.joined(separator: ", ")))").")
        ]
    }

    /// Leaf statistics against the events.
    private func leaves() async throws -> [DoctorCheck] {
        let (leaves, events, last) = try await parts.store.read { tx in
            (
                try tx.first("SELECT count(*) FROM identifier") { $0.integer(0) } ?? 0,
                try tx.first("SELECT coalesce(sum(events), 0) FROM leaf_state") { $0.integer(0) } ?? 0,
                try tx.first("SELECT value FROM counter WHERE name = 'leaf'") { $0.integer(0) } ?? 0
            )
        }
        let total = projector.totals.stored.values.reduce(0, +)
        guard leaves <= last, events <= Int64(total) else {
            return [
                DoctorCheck(
                    "identifiers", .failed, "\(leaves) identifiers of \(last) numbers given; \(events) events on customers of \(total).",
                    hint: "Report this with the output of `lianlu doctor --json`.")
            ]
        }
        return [DoctorCheck("identifiers", .ok, "\(leaves) identifiers, \(events) events on customers.")]
    }

    /// The customers in memory against the links on disk.
    private func customers() async throws -> [DoctorCheck] {
        let edges = try await parts.store.read { tx in
            try tx.query("SELECT a, b FROM edge WHERE ended_at IS NULL", []) { (UInt32($0.integer(0)), UInt32($0.integer(1))) }
        }
        let canonical = parts.graph.canonicalMap()
        let torn = edges.filter {
            Int($0.0) >= canonical.count || Int($0.1) >= canonical.count || canonical[Int($0.0)] != canonical[Int($0.1)]
        }.count
        guard torn == 0 else {
            return [
                DoctorCheck(
                    "customers", .failed, "\(torn) links join identifiers that are not one customer in memory.", hint: "Restart the server."
                )
            ]
        }
        return [DoctorCheck("customers", .ok, "\(edges.count) links agree with memory.")]
    }

    private func waiting() async throws -> [DoctorCheck] {
        let inbox = await parts.inbox.status()
        let status = projector.status
        if let failure = inbox.failure ?? status.failure {
            return [DoctorCheck("path", .failed, failure, hint: "Nothing accepted is lost; it goes on when the cause is gone.")]
        }
        let share = inbox.capBytes > 0 ? inbox.waitingBytes * 100 / inbox.capBytes : 0
        let detail = "\(inbox.waitingBatches) batches wait (\(share) % of the cap); watermark \(status.watermark) of \(inbox.lastSequence)."
        return [DoctorCheck("path", share > 50 ? .warning : .ok, detail, hint: share > 50 ? "Projection is behind; see the log." : "")]
    }

    private func jobs() async throws -> [DoctorCheck] {
        let failed = try await parts.store.read { tx in try tx.first("SELECT count(*) FROM job WHERE state = 3") { $0.integer(0) } ?? 0 }
        return [
            DoctorCheck(
                "jobs", failed == 0 ? .ok : .warning, "\(failed) failed for good.",
                hint: failed == 0 ? "" : "See 设置 → 数据删除 and the log for reasons.")
        ]
    }

    private func reactions() async throws -> [DoctorCheck] {
        let aside = try await parts.store.read { tx in
            try tx.query("SELECT reaction, ordinal, event, error FROM reaction_failure ORDER BY at DESC LIMIT 5", []) {
                "\($0.text(0)) event \($0.integer(1)) (\($0.text(2))): \($0.text(3))"
            }
        }
        return [
            DoctorCheck(
                "reactions", aside.isEmpty ? .ok : .warning,
                aside.isEmpty ? "No event was set aside." : aside.joined(separator: "; "),
                hint: aside.isEmpty ? "" : "Leads, journeys or conversions of these events are missing; report this.")
        ]
    }

    private func zones() -> [DoctorCheck] {
        do {
            let offset = try TimeZoneRules.named("Asia/Shanghai").offset(at: Instant(seconds: 1_700_000_000))
            guard offset == 28_800 else {
                return [DoctorCheck("time zones", .failed, "Asia/Shanghai is \(offset) s from UTC.", hint: "Reinstall tzdata.")]
            }
            return [DoctorCheck("time zones", .ok, "tzdata reads right.")]
        } catch {
            return [DoctorCheck("time zones", .failed, error.message, hint: "Install the package tzdata.")]
        }
    }
}

import Collect
import Foundation
import Organisation
import Path
import Storage
import Vocabulary

extension Work {
    /// Once a night: what is older than the settings allow goes, each kind with an entry in the audit log that says how much.
    func enforceRetention() async throws {
        let retention = try await settings.read().retention
        let now = clock.now
        let audit = AuditLog(store: store, clock: clock)
        func before(_ days: Int) -> Instant { now.adding(milliseconds: -Int64(days) * 86_400_000) }
        func note(_ what: String, _ count: Int, days: Int) async throws {
            guard count > 0 else { return }
            try await audit.record(
                .system, "retention.\(what)",
                detail: [("count", "\(count)"), ("days", "\(days)"), ("before", ISO8601.format(before(days)))])
        }
        if retention.eventDays > 0 {
            let count = try await Retention(projector: projector, behaviour: behaviour, clock: clock).removeEvents(
                olderThan: retention.eventDays)
            try await note("events", count, days: retention.eventDays)
        }
        if retention.importDays > 0 {
            let count = try await removeUploads(["done", "cancelled", "failed", "uploaded"], before: before(retention.importDays))
            try await note("imports", count, days: retention.importDays)
            let rows = try await importer.forgetRefusals(before: before(retention.importDays))
            try await note("refusals", rows, days: retention.importDays)
        }
        for step in parts.retention {
            let days = step.days(retention)
            if days > 0 { try await note(step.name, try await step.remove(before(days)), days: days) }
        }
        if retention.auditDays > 0 {
            var count = 0
            while case let some = try await audit.forget(before: before(retention.auditDays)), some > 0 { count += some }
            try await note("audit", count, days: retention.auditDays)
        }
    }

    /// What an erasure takes of imports: the files of those that are over (what was not taken in yet is refused by the tombstones when it is), and every
    /// refused row.
    func forgetImports() async throws -> Int {
        let now = Instant(milliseconds: .max)
        return try await removeUploads(["done", "cancelled"], before: now) + importer.forgetRefusals(before: now)
    }

    /// Uploaded files of imports in these states that rest since before that moment.
    private func removeUploads(_ states: [String], before: Instant) async throws -> Int {
        let paths = try await store.read { tx in
            try tx.query(
                "SELECT path FROM import_file WHERE status IN (\(states.map { "'\($0)'" }.joined(separator: ", "))) AND coalesce(finished_at, created_at) < $1",
                [.integer(before.milliseconds)]
            ) { $0.text(0) }
        }
        var removed = 0
        for path in paths where path.hasPrefix(folder.imports + "/") && FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
            removed += 1
        }
        return removed
    }
}

import Behaviour
import Collect
import Foundation
import Identify
import Logging
import Organisation
import Path
import Profile
import Storage
import Vocabulary

/// The background work of a deployment: what each kind of job does.
struct Work: Sendable {
    let store: any OperationalStore
    let folder: DataFolder
    let projector: Projector
    let graph: IdentityGraph
    let profile: ProfileProjection
    let behaviour: any BehaviourStore
    let inbox: any Inbox
    let importer: Importer
    let accounts: Accounts
    let settings: SettingsStore
    let sources: SourceRegistry
    let jobs: JobQueue
    let parts: RoomParts
    let clock: WallClock
    let tombstone: IdentityGraph.TombstoneHash
    let logger: Logger

    /// Runs the queues of this deployment.
    func runner() -> JobRunner {
        var handlers = parts.handlers
        handlers["erasure"] = { job in try await erasure().run(number(job)) }
        handlers["import"] = { job in try await importer.run(number(job)) }
        handlers["sweep"] = { _ in try await sweep() }
        handlers["retention"] = { _ in try await enforceRetention() }
        return JobRunner(
            jobs,
            queues: [
                .init("erasure", concurrency: 1), .init("import", concurrency: 1), .init("upkeep", concurrency: 1),
                .init("retention", concurrency: 1),
            ] + parts.queues,
            handlers: handlers, logger: logger, isAlone: store.engine == .sqlite)
    }

    /// Puts the regular upkeep on the calendar and goes on with what a stop interrupted.
    func scheduleUpkeep() async throws {
        let resumable = try await importer.resumable()
        let zone = try await settings.read().timeZone
        let (jobs, again) = (self.jobs, try await forgottenAgain())
        try await store.write { tx in
            try CronTable(jobs: jobs).set(
                CronEntry(
                    name: "sweep", expression: "*/10 * * * *", timeZone: "UTC",
                    job: NewJob(queue: "upkeep", kind: "sweep", uniqueKey: "sweep")), in: tx)
            try CronTable(jobs: jobs).set(
                CronEntry(
                    name: "retention", expression: "40 3 * * *", timeZone: zone,
                    job: NewJob(queue: "retention", kind: "retention", uniqueKey: "retention")), in: tx)
            for id in resumable {
                _ = try jobs.add(NewJob(queue: "import", kind: "import", payload: "{\"id\":\(id)}", uniqueKey: "\(id)"), in: tx)
            }
            let unfinished = try tx.query("SELECT id FROM erasure WHERE status <> 'done'", []) { $0.integer(0) }
            for id in unfinished + again {
                _ = try jobs.add(NewJob(queue: "erasure", kind: "erasure", payload: "{\"id\":\(id)}", uniqueKey: "\(id)"), in: tx)
            }
        }
    }

    private func number(_ job: Job) throws -> Int64 { try JSONValue(parsing: job.payload)["id"]?.int ?? 0 }

    private func erasure() -> ErasureJob {
        ErasureJob(
            store: store, graph: graph, projection: profile,
            elsewhere: parts.erasure + [
                .init("erased_list") { target in try note(target) },
                .init("inbox") { _ in
                    // Whatever was accepted before the tombstones must have left the inbox.
                    try await projector.watermark.reached(await inbox.status().lastSequence)
                    return 0
                },
                .init("events") { target in
                    let count = try await projector.quiesced { try await behaviour.erase(leaves: target.leaves) }
                    try await store.write(.background) { tx in _ = try tx.take(Int64(count), from: "erased_events") }
                    return count
                },
                .init("files") { _ in try await forgetImports() },
            ], clock: clock)
    }

    /// Appends keyed hashes to the list that outlives a restore.
    private func note(_ target: ErasureTarget) throws -> Int {
        let lines = target.identifiers.map { Base32.encode(tombstone($0)) + "\n" }.joined()
        if !FileManager.default.fileExists(atPath: folder.erased) {
            _ = FileManager.default.createFile(atPath: folder.erased, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        guard let file = FileHandle(forWritingAtPath: folder.erased) else {
            throw LianluError(.unavailable, "Cannot write \(folder.erased).", hint: "Check the permissions of the data folder.")
        }
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(lines.utf8))
        try file.synchronize()
        return target.identifiers.count
    }

    /// After a restore: people of the list whom the backup brought back. Makes their erasures and returns the numbers.
    private func forgottenAgain() async throws -> [Int64] {
        guard let data = FileManager.default.contents(atPath: folder.erased), !data.isEmpty else { return [] }
        let listed = Set(String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { Base32.decode($0) })
        let (graph, clock, tombstone) = (self.graph, self.clock, self.tombstone)
        let known = try await store.read { tx in Set(try tx.query("SELECT identifier_hash FROM tombstone", []) { $0.blob(0) }) }
        let missing = listed.subtracting(known)
        guard !missing.isEmpty else { return [] }
        let people = try await store.read { tx in
            try tx.query("SELECT leaf, kind, scope, value FROM identifier", []) { row in
                (LeafNumber(UInt32(row.integer(0))), Identifier(IdentifierKind(row.text(1)), row.text(3), scope: row.text(2)))
            }.filter { missing.contains(tombstone($0.1)) }.map(\.0)
        }
        let customers = Set(people.map { graph.canonical(of: $0) })
        return try await store.write { tx in
            try customers.sorted().map {
                try ErasureJob.request($0, graph: graph, by: "restore", reason: "erased before the restore", at: clock.now, in: tx).id
            }
        }
    }

    private func sweep() async throws {
        _ = try await accounts.sweep()
        _ = try await jobs.prune()
        try await sources.flushUses()
    }
}

import Vocabulary

/// The entries in table `cron` and their next moments; a moment missed while nothing ran is made up for once.
public final class CronTable: Sendable {
    private let jobs: JobQueue

    /// Entries that add jobs to that queue.
    public init(jobs: JobQueue) { self.jobs = jobs }

    /// Makes or changes an entry in the caller's transaction; an unchanged one keeps its next moment. Throws `bad_request` when expression or zone are wrong.
    public func set(_ entry: CronEntry, in transaction: any SQLTransaction) throws {
        let zone = try TimeZoneRules.named(entry.timeZone)
        guard let next = try CronExpression(entry.expression).next(after: jobs.clock.now, in: zone) else {
            throw LianluError(.badRequest, "“\(entry.expression)” never comes.", hint: "Check day and month.")
        }
        try transaction.execute(
            "INSERT INTO cron(name, expression, time_zone, queue, kind, payload, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(name) DO UPDATE SET next_at = CASE WHEN cron.expression = excluded.expression AND cron.time_zone = excluded.time_zone THEN cron.next_at ELSE excluded.next_at END, expression = excluded.expression, time_zone = excluded.time_zone, queue = excluded.queue, kind = excluded.kind, payload = excluded.payload",
            [
                .text(entry.name), .text(entry.expression), .text(entry.timeZone), .text(entry.job.queue), .text(entry.job.kind),
                .text(entry.job.payload), .integer(next.milliseconds),
            ])
        transaction.afterCommit { [jobs] in jobs.wake() }
    }

    /// Removes an entry in the caller's transaction; what it has added stays.
    public func remove(_ name: String, in transaction: any SQLTransaction) throws {
        try transaction.execute("DELETE FROM cron WHERE name = $1", [.text(name)])
    }

    /// Adds the jobs of every due entry; returns the next moment of any entry.
    func fire() async throws -> Instant? {
        let next = try await jobs.store.read { try Self.next(in: $0) }
        let now = jobs.clock.now
        guard let next, next <= now else { return next }
        return try await jobs.store.write(.projection) { [jobs] transaction in
            let due = try transaction.query(
                "SELECT name, expression, time_zone, queue, kind, payload, next_at FROM cron WHERE next_at <= $1",
                [.integer(now.milliseconds)]
            ) { row in
                let job = NewJob(queue: row.text(3), kind: row.text(4), payload: row.text(5), uniqueKey: "cron:\(row.text(0))")
                return (CronEntry(name: row.text(0), expression: row.text(1), timeZone: row.text(2), job: job), row.integer(6))
            }
            for (entry, moment) in due {
                let following = try CronExpression(entry.expression).next(after: now, in: TimeZoneRules.named(entry.timeZone))
                // Another process may have been first: whoever moves the moment adds the job.
                let moved = try transaction.execute(
                    "UPDATE cron SET next_at = $1, last_at = $2 WHERE name = $3 AND next_at = $4",
                    [.integer(following?.milliseconds ?? .max), .integer(now.milliseconds), .text(entry.name), .integer(moment)])
                if moved == 1 { try jobs.add(entry.job, in: transaction) }
            }
            return try Self.next(in: transaction)
        }
    }

    private static func next(in transaction: any SQLTransaction) throws -> Instant? {
        try transaction.first("SELECT min(next_at) FROM cron", []) { $0.optionalInteger(0) }?.map(Instant.init(milliseconds:))
    }
}

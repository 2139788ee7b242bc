import Vocabulary

/// The statements on table `job`; state: 0 waiting, 1 leased, 2 done, 3 failed for good, 4 cancelled.
enum JobTable {
    /// Adds jobs; returns their numbers, nil where the unique key is taken.
    static func add(_ jobs: [NewJob], now: Instant, in transaction: any SQLTransaction) throws -> [Int64?] {
        guard !jobs.isEmpty else { return [] }
        let first = try transaction.take(Int64(jobs.count), from: "job")
        var added: [Int64?] = Array(repeating: nil, count: jobs.count)
        try transaction.queryMany(
            "INSERT INTO job(id, queue, kind, payload, unique_key, state, due_at, attempt, max_attempts, created_at) VALUES ($1, $2, $3, $4, $5, 0, $6, 0, $7, $8) ON CONFLICT (queue, unique_key) WHERE unique_key IS NOT NULL AND state IN (0, 1) DO NOTHING RETURNING id",
            jobs.enumerated().map { offset, job in
                [
                    .integer(first + Int64(offset)), .text(job.queue), .text(job.kind), .text(job.payload), SQLValue(job.uniqueKey),
                    .integer((job.due ?? now).milliseconds), .integer(Int64(max(1, job.maxAttempts))), .integer(now.milliseconds),
                ]
            }
        ) { set, row in added[set] = row.integer(0) }
        return added
    }

    /// Leases what is due, the longest due first.
    static func claim(
        queue: String, limit: Int, owner: String, now: Instant, until: Instant, in transaction: any SQLTransaction
    ) throws -> [Job] {
        let due = "SELECT id FROM job WHERE state = 0 AND queue = $3 AND due_at <= $4 ORDER BY due_at, id LIMIT $5"
        // PostgreSQL: other processes skip what is being claimed, and the array makes the choice once.
        let chosen = transaction.engine == .postgres ? "= ANY (ARRAY(\(due) FOR UPDATE SKIP LOCKED))" : "IN (\(due))"
        return try transaction.query(
            "UPDATE job SET state = 1, attempt = attempt + 1, lease_until = $1, lease_owner = $2 WHERE id \(chosen) RETURNING \(claimed)",
            [.integer(until.milliseconds), .text(owner), .text(queue), .integer(now.milliseconds), .integer(Int64(limit))], job
        ).sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    }

    /// Takes up jobs that this owner leased without hearing of it, because the answer to its claim was lost: their try counts and has not begun. Those it
    /// has in hand are named by `except`.
    static func takeUp(
        queue: String, limit: Int, owner: String, except: Set<Int64>, until: Instant, in transaction: any SQLTransaction
    ) throws -> [Job] {
        let others = except.isEmpty ? "" : " AND id NOT IN (\(except.sorted().map(String.init).joined(separator: ", ")))"
        // The owner is asked again: on PostgreSQL somebody may free a job between the choice and the change.
        return try transaction.query(
            "UPDATE job SET lease_until = $1 WHERE id IN (SELECT id FROM job WHERE state = 1 AND queue = $2 AND lease_owner = $3\(others) ORDER BY due_at, id LIMIT $4) AND state = 1 AND lease_owner = $5 RETURNING \(claimed)",
            [.integer(until.milliseconds), .text(queue), .text(owner), .integer(Int64(limit)), .text(owner)], job
        ).sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    }

    private static let claimed = "id, queue, kind, payload, attempt, max_attempts, due_at"

    private static func job(_ row: any SQLRow) -> Job {
        Job(
            id: row.integer(0), queue: row.text(1), kind: row.text(2), payload: row.text(3), attempt: Int(row.integer(4)),
            maxAttempts: Int(row.integer(5)), due: Instant(milliseconds: row.integer(6)))
    }

    /// Writes down how tries ended; a job whose lease this owner lost is left alone. Returns how many were still its own.
    static func finish(_ outcomes: [(job: Job, outcome: JobOutcome)], owner: String, now: Instant, in transaction: any SQLTransaction)
        throws -> Int
    {
        var ended: [[SQLValue]] = []
        var again: [[SQLValue]] = []
        for (job, outcome) in outcomes {
            let id = SQLValue.integer(job.id)
            switch outcome {
            case .done: ended.append([2, nil, .integer(now.milliseconds), id, .text(owner)])
            case .failed(let error): ended.append([3, .text(clip(error)), .integer(now.milliseconds), id, .text(owner)])
            case .retry(_, let error) where job.attempt >= job.maxAttempts:
                ended.append([3, .text(clip(error)), .integer(now.milliseconds), id, .text(owner)])
            case .retry(let due, let error): again.append([.integer(due.milliseconds), 0, .text(clip(error)), id, .text(owner)])
            case .postponed(let due): again.append([.integer(due.milliseconds), 1, nil, id, .text(owner)])
            }
        }
        let own = "WHERE id = $4 AND lease_owner = $5 AND state = 1"
        return try transaction.executeMany(
            "UPDATE job SET state = $1, last_error = coalesce($2, last_error), finished_at = $3, lease_until = NULL, lease_owner = NULL \(own)",
            ended)
            + transaction.executeMany(
                "UPDATE job SET state = 0, due_at = $1, attempt = attempt - $2, last_error = coalesce($3, last_error), lease_until = NULL, lease_owner = NULL \(own)",
                again)
    }

    /// Frees jobs whose lease ran out: whoever held them died. Failed for good when that was the last try, because nobody can tell whether it had begun
    /// (a runner that lives takes up what it leased unheard: ``takeUp(queue:limit:owner:except:until:in:)``).
    static func rescue(now: Instant, endingBefore limit: Instant? = nil, in transaction: any SQLTransaction) throws -> Int {
        try transaction.execute(
            "UPDATE job SET state = CASE WHEN attempt >= max_attempts THEN 3 ELSE 0 END, finished_at = CASE WHEN attempt >= max_attempts THEN $1 ELSE finished_at END, last_error = 'The process that ran it ended.', lease_until = NULL, lease_owner = NULL WHERE state = 1 AND lease_until < $2",
            [.integer(now.milliseconds), .integer((limit ?? now).milliseconds)])
    }

    /// Keeps the leases of these jobs up.
    static func extend(_ ids: [Int64], owner: String, until: Instant, in transaction: any SQLTransaction) throws -> Int {
        try transaction.executeMany(
            "UPDATE job SET lease_until = $1 WHERE id = $2 AND lease_owner = $3 AND state = 1",
            ids.map { [.integer(until.milliseconds), .integer($0), .text(owner)] })
    }

    /// When something of that queue is due next.
    static func nextDue(queue: String, in transaction: any SQLTransaction) throws -> Instant? {
        try transaction.first("SELECT min(due_at) FROM job WHERE state = 0 AND queue = $1", [.text(queue)]) { $0.optionalInteger(0) }?
            .map(Instant.init(milliseconds:))
    }

    /// When the first lease runs out.
    static func nextLeaseEnd(in transaction: any SQLTransaction) throws -> Instant? {
        try transaction.first("SELECT min(lease_until) FROM job WHERE state = 1", []) { $0.optionalInteger(0) }?.map(
            Instant.init(milliseconds:))
    }

    /// Removes up to `limit` ended jobs from before that moment; failed ones are kept until `failedBefore`.
    static func prune(before: Instant, failedBefore: Instant, limit: Int, in transaction: any SQLTransaction) throws -> Int {
        try transaction.execute(
            "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state IN (2, 3, 4) AND finished_at < $1 AND (state <> 3 OR finished_at < $2) ORDER BY finished_at LIMIT $3)",
            [.integer(before.milliseconds), .integer(failedBefore.milliseconds), .integer(Int64(limit))])
    }

    private static func clip(_ error: String) -> String { String(error.prefix(500)).replacing("\u{0}", with: "") }
}

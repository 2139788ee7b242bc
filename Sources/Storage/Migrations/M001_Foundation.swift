extension Migration {
    /// Counters, settings, secrets, jobs.
    static let foundation = Migration(
        1, "foundation",
        [
            "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INT NOT NULL)",
            "CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",  // value: JSON
            "CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL, updated_at INT NOT NULL)",
            // state: 0 waiting, 1 leased, 2 done, 3 failed for good, 4 cancelled
            "CREATE TABLE job (id INT NOT NULL PRIMARY KEY, queue TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, unique_key TEXT, state INT NOT NULL, due_at INT NOT NULL, attempt INT NOT NULL, max_attempts INT NOT NULL, lease_until INT, lease_owner TEXT, last_error TEXT, created_at INT NOT NULL, finished_at INT)",
            "CREATE INDEX job_due ON job (queue, due_at, id) WHERE state = 0",
            "CREATE INDEX job_lease ON job (lease_until) WHERE state = 1",
            "CREATE INDEX job_finished ON job (finished_at) WHERE state IN (2, 3, 4)",
            "CREATE UNIQUE INDEX job_unique ON job (queue, unique_key) WHERE unique_key IS NOT NULL AND state IN (0, 1)",
            "CREATE TABLE cron (name TEXT NOT NULL PRIMARY KEY, expression TEXT NOT NULL, time_zone TEXT NOT NULL, queue TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, next_at INT NOT NULL, last_at INT)",
        ])
}

extension Migration {
    /// Journeys, versions, runs, steps, counts.
    static let journey = Migration(
        11, "journey",
        [
            // state: draft, pending, published, paused, ended
            "CREATE TABLE journey (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, draft TEXT NOT NULL, revision INT NOT NULL, version INT NOT NULL, requested_by TEXT NOT NULL, approved_by TEXT NOT NULL, created_at INT NOT NULL, updated_at INT NOT NULL)",
            // version 0 and below: drafts of test runs
            "CREATE TABLE journey_version (journey INT NOT NULL, version INT NOT NULL, definition TEXT NOT NULL, published_at INT NOT NULL, published_by TEXT NOT NULL, PRIMARY KEY (journey, version))",
            // state: waiting, done; node: '' before the entry was checked; limit_at: last moment of an event that is waited for; source: what triggered it
            "CREATE TABLE journey_run (id INT NOT NULL PRIMARY KEY, journey INT NOT NULL, version INT NOT NULL, run_key TEXT NOT NULL, source TEXT NOT NULL, leaf INT NOT NULL, state TEXT NOT NULL, node TEXT NOT NULL, node_at INT NOT NULL, due_at INT NOT NULL, limit_at INT, matched INT NOT NULL, steps INT NOT NULL, is_ghost INT NOT NULL, is_test INT NOT NULL, context TEXT NOT NULL, entered_at INT NOT NULL, goal_at INT, ended_at INT, reason TEXT NOT NULL)",
            "CREATE UNIQUE INDEX journey_run_once ON journey_run (journey, run_key, source)",
            "CREATE INDEX journey_run_due ON journey_run (due_at, id) WHERE state = 'waiting'",
            "CREATE INDEX journey_run_leaf ON journey_run (leaf, journey)",
            "CREATE INDEX journey_run_list ON journey_run (journey, id)",
            "CREATE TABLE journey_step (id INT NOT NULL PRIMARY KEY, run INT NOT NULL, node TEXT NOT NULL, at INT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL)",
            "CREATE INDEX journey_step_run ON journey_step (run, id)",
            // name: entered, left, and what became of it (yes, no, sent, accepted, …); node '' counts the journey itself
            "CREATE TABLE journey_count (journey INT NOT NULL, version INT NOT NULL, node TEXT NOT NULL, name TEXT NOT NULL, count INT NOT NULL, PRIMARY KEY (journey, version, node, name))",
        ])
}

extension Migration {
    /// Leaves, edges, conflicts, tombstones.
    static let identify = Migration(
        4, "identify",
        [
            // class: hashes of kind and scope, so that the graph loads without reading texts; numbers before texts for the same reason
            "CREATE TABLE identifier (leaf INT NOT NULL PRIMARY KEY, class INT NOT NULL, strength INT NOT NULL, trust INT NOT NULL, first_seen INT NOT NULL, source INT NOT NULL, kind TEXT NOT NULL, scope TEXT NOT NULL, value TEXT NOT NULL)",
            "CREATE UNIQUE INDEX identifier_value ON identifier (value, kind, scope)",
            // a < b; reason: event, alias, manual, conflict; note: a person's words; ended_by: '' while active, else 'unbind' (a person: never linked again by itself), 'source' (the sender unbound it), 'conflict' (nothing justified it any more)
            "CREATE TABLE edge (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, b INT NOT NULL, strength INT NOT NULL, reason TEXT NOT NULL, source INT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL, created_at INT NOT NULL, ended_at INT, ended_by TEXT NOT NULL, ended_actor TEXT, ended_reason TEXT)",
            "CREATE UNIQUE INDEX edge_active ON edge (a, b) WHERE ended_at IS NULL",
            "CREATE INDEX edge_a ON edge (a, b)",
            "CREATE INDEX edge_b ON edge (b)",
            // pairs that a person separated: never linked again by themselves
            "CREATE TABLE edge_block (a INT NOT NULL, b INT NOT NULL, created_at INT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (a, b))",
            // status: open, merged, kept_apart
            "CREATE TABLE identity_conflict (id INT NOT NULL PRIMARY KEY, a INT NOT NULL, b INT NOT NULL, rule TEXT NOT NULL, evidence TEXT NOT NULL, status TEXT NOT NULL, seen INT NOT NULL, created_at INT NOT NULL, last_seen INT NOT NULL, decided_at INT, decided_by TEXT, reason TEXT)",
            "CREATE UNIQUE INDEX identity_conflict_open ON identity_conflict (a, b) WHERE status = 'open'",
            "CREATE INDEX identity_conflict_status ON identity_conflict (status, created_at)",
            // keyed hashes of erased identifiers
            "CREATE TABLE tombstone (identifier_hash BLOB NOT NULL PRIMARY KEY, erased_at INT NOT NULL)",
            "CREATE TABLE erasure (id INT NOT NULL PRIMARY KEY, customer TEXT NOT NULL, leaves TEXT NOT NULL, requested_by TEXT NOT NULL, reason TEXT NOT NULL, requested_at INT NOT NULL, status TEXT NOT NULL, step TEXT NOT NULL, counts TEXT NOT NULL, finished_at INT, error TEXT)",
        ])
}

extension Migration {
    /// Sources, keys, dictionary, de-duplication, imports.
    static let collect = Migration(
        3, "collect",
        [
            "CREATE TABLE source (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, channel INT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, settings TEXT NOT NULL, created_at INT NOT NULL)",
            // kind: server, browser; value only for browser keys (public); origins: JSON list
            "CREATE TABLE source_key (id INT NOT NULL PRIMARY KEY, source INT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE, hint TEXT NOT NULL, value TEXT, origins TEXT NOT NULL, created_at INT NOT NULL, last_used_at INT, revoked_at INT)",
            "CREATE INDEX source_key_source ON source_key (source)",
            // events get small codes; display names are JSON by locale
            "CREATE TABLE event_name (code INT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, display TEXT NOT NULL, description TEXT NOT NULL, hidden INT NOT NULL, first_seen INT NOT NULL)",
            // sorted 16-byte keys in pages; see Collect/Deduplication
            "CREATE TABLE dedupe_run (id INT NOT NULL PRIMARY KEY, level INT NOT NULL, day INT NOT NULL, keys INT NOT NULL, state INT NOT NULL, filter BLOB NOT NULL, page_firsts BLOB NOT NULL)",
            "CREATE TABLE dedupe_page (run INT NOT NULL, page INT NOT NULL, keys BLOB NOT NULL, PRIMARY KEY (run, page))",
            "CREATE TABLE import_file (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL, format TEXT NOT NULL, status TEXT NOT NULL, target TEXT NOT NULL, mapping TEXT NOT NULL, total INT NOT NULL, processed INT NOT NULL, accepted INT NOT NULL, refused INT NOT NULL, position INT NOT NULL, created_by TEXT NOT NULL, created_at INT NOT NULL, started_at INT, finished_at INT, error TEXT)",
            "CREATE TABLE import_refusal (import INT NOT NULL, row INT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (import, row))",
        ])
}

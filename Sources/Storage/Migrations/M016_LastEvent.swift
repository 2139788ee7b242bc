extension Migration {
    /// When each source last delivered something, and products by category.
    static let lastEvent = Migration(
        16, "last_event",
        [
            // when something of it was last received, whatever the way; NULL before the first
            "ALTER TABLE source ADD COLUMN last_event_at INT",
            // the best that is known of the time before: when a key was last used, when an import ended
            "UPDATE source SET last_event_at = (SELECT max(source_key.last_used_at) FROM source_key WHERE source_key.source = source.id)",
            "UPDATE source SET last_event_at = (SELECT max(coalesce(finished_at, started_at)) FROM import_file WHERE processed > 0) WHERE kind = 'import'",
            // an index entry of PostgreSQL has its limits; what is this long is no category
            "UPDATE product SET category = '' WHERE length(category) > 255",
            "CREATE INDEX product_category ON product (category, id)",
        ])
}

extension Migration {
    /// Customers by when they were last seen, at the price of few index changes.
    static let activityQuarter = Migration(
        18, "activity_quarter",
        [
            // last_seen in whole quarters of an hour (toward zero): an index on last_seen itself would move its entry with every event
            "ALTER TABLE leaf_state ADD COLUMN quarter INT NOT NULL DEFAULT 0",
            "UPDATE leaf_state SET quarter = last_seen / 900000",
            "DROP INDEX leaf_state_last",
            "CREATE INDEX leaf_state_quarter ON leaf_state (quarter, leaf)",
            // room for new versions of a row in its own page, where no index has to know of them
            "/*postgres*/ ALTER TABLE leaf_state SET (fillfactor = 85)",
        ])
}

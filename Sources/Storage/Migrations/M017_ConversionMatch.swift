extension Migration {
    /// How a conversion came to its click.
    static let conversionMatch = Migration(
        17, "conversion match",
        [
            // exact: the event's own click id; last_paid: the last click within the window; '' for none, and for rows from before
            "ALTER TABLE conversion_out ADD COLUMN matched TEXT NOT NULL DEFAULT ''"
        ])
}

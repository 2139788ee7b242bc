extension Migration {
    /// Triggers for the rooms that react to events, their progress, and outcomes on their way back.
    static let reactions = Migration(
        8, "reactions",
        [
            // payload: the event (EventCodec); batch: its inbox batch
            "CREATE TABLE reaction_trigger (ordinal INT NOT NULL PRIMARY KEY, batch INT NOT NULL, leaf INT NOT NULL, payload BLOB NOT NULL)",
            "CREATE TABLE reaction_progress (name TEXT NOT NULL PRIMARY KEY, ordinal INT NOT NULL)",
            "CREATE TABLE reaction_failure (reaction TEXT NOT NULL, ordinal INT NOT NULL, leaf INT NOT NULL, event TEXT NOT NULL, error TEXT NOT NULL, at INT NOT NULL, PRIMARY KEY (reaction, ordinal))",
            "CREATE TABLE outcome_event (id INT NOT NULL PRIMARY KEY, payload BLOB NOT NULL)",
        ])
}

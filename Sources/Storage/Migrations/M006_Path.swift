extension Migration {
    /// The projector's progress and the resolved batches that wait for the behaviour store.
    static let path = Migration(
        6, "path",
        [
            // one row: batch = the last inbox sequence projected; epoch fences PostgreSQL projectors
            "CREATE TABLE projection (id INT NOT NULL PRIMARY KEY, batch INT NOT NULL, epoch INT NOT NULL)",
            "CREATE TABLE resolved_batch (batch INT NOT NULL PRIMARY KEY, payload BLOB NOT NULL)",
        ])
}

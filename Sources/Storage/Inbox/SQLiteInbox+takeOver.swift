import Vocabulary

extension SQLiteInbox {
    /// After a PostgreSQL dump was loaded into an embedded store: moves the dump's inbox (waiting batches, totals, sequence) into the inbox file at `path`.
    ///
    /// Does nothing when the store holds none. Throws `conflict` when the inbox file has been used already.
    public static func takeOver(from store: any OperationalStore, path: String) async throws {
        let (totals, batches) = try await store.read { transaction in
            (
                try transaction.query("SELECT source, reason, count FROM inbox_total", []) {
                    (source: $0.integer(0), reason: $0.text(1), count: $0.integer(2))
                },
                try transaction.query("SELECT sequence, payload, count FROM inbox_batch ORDER BY sequence", []) {
                    InboxBatch(sequence: $0.integer(0), payload: $0.blob(1), count: Int($0.integer(2)))
                }
            )
        }
        guard !totals.isEmpty || !batches.isEmpty else { return }
        let worker = WorkerPool(name: "inbox-fill", threads: 1)
        let filled = try await worker.run { _ in
            let file = try SQLiteInboxFile(path: path)
            defer { file.close() }
            return try file.fill(batches: batches, totals: totals)
        }
        await worker.close()
        guard filled else {
            throw LianluError(.conflict, "The inbox \(path) has been used already.", hint: "Restore into an empty data folder.")
        }
        try await store.write(.background) { transaction in
            try transaction.execute("DELETE FROM inbox_batch")
            try transaction.execute("DELETE FROM inbox_total")
        }
    }
}

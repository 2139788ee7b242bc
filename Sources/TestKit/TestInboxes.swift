public import Storage

/// Fresh inboxes for tests, on every engine this machine has; can be closed and opened again on the same data.
public enum TestInboxes {
    /// Opens the inbox of one test again after ``Inbox/close()``.
    public typealias Open = @Sendable (_ capBytes: Int) async throws -> any Inbox

    /// Runs a body with a function that opens this test's inbox; the body closes what it opens.
    @discardableResult
    public static func with<T>(_ engine: OperationalEngine, _ body: (_ open: Open) async throws -> T) async throws -> T {
        switch engine {
        case .sqlite:
            return try await TestFolder.with { folder in
                try await body { capBytes in try SQLiteInbox(path: folder + "/inbox.sqlite", capBytes: capBytes) }
            }
        case .postgres:
            return try await TestStores.withPostgresURL { url in
                let store = PostgresStore(url: url)
                do { try await Migrator.migrate(store) } catch {
                    await store.close()
                    throw error
                }
                await store.close()
                return try await body { capBytes in try await PostgresInbox.open(url: url, capBytes: capBytes) }
            }
        }
    }
}

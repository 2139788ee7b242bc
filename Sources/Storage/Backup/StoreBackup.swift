import Foundation
import Vocabulary

/// Copies of the operational store and the inbox in a folder. The caller sees to it that nothing is projected meanwhile.
public enum StoreBackup {
    /// The SQLite files by name, and the dump that stands for them when the store is PostgreSQL.
    public static let operationalFile = "operational.sqlite"
    /// The embedded inbox.
    public static let inboxFile = "inbox.sqlite"
    /// All tables of a PostgreSQL store (its inbox included).
    public static let dumpFile = "tables.dump"

    /// Writes the copies. `dataDirectory` is where the embedded inbox lies.
    public static func save(_ store: any OperationalStore, dataDirectory: String, to folder: String) async throws {
        if let embedded = store as? SQLiteStore {
            try await embedded.copy(to: folder + "/" + operationalFile)
            let source = dataDirectory + "/" + inboxFile
            let target = folder + "/" + inboxFile
            let worker = WorkerPool(name: "backup", threads: 1)
            try await worker.run { _ in
                let connection = try SQLiteConnection(path: source, readOnly: true)
                defer { connection.close() }
                try connection.execute("VACUUM INTO '\(target.replacingOccurrences(of: "'", with: "''"))'")
            }
            await worker.close()
            return
        }
        let path = folder + "/" + dumpFile
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw LianluError(.unavailable, "Cannot write \(path).", hint: "Check the folder, its permissions and the space on its disk.")
        }
        try await store.read { tx in try TableDump.write(tx) { try file.write(contentsOf: Data($0)) } }
        try file.synchronize()
        try file.close()
    }

    /// Reads the dump of a PostgreSQL store into an empty migrated store of either engine; returns how many rows came.
    public static func load(dump path: String, into store: any OperationalStore) async throws -> Int {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LianluError(.notFound, "Cannot read \(path).", hint: "Name the folder that `lianlu backup` wrote.")
        }
        let bytes = Array(data)
        return try await store.write(.background) { tx in
            guard try tx.first("SELECT count(*) FROM identifier", [], { $0.integer(0) }) == 0 else {
                throw LianluError(.conflict, "The database already holds customers.", hint: "Restore into an empty database.")
            }
            return try TableDump.read(bytes, into: tx)
        }
    }
}

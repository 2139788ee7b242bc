import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Storage

/// What only the embedded engine has: files, locks, settings of SQLite.
@Suite struct SQLiteStoreTests {
    private func pragma(_ store: SQLiteStore, _ name: String) async throws -> String {
        try await store.write { try $0.first("PRAGMA \(name)") { $0.text(0) } ?? "" }
    }

    @Test func settings_areThoseThatSurviveAPowerCut() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/a.sqlite")
            #expect(try await pragma(store, "synchronous") == "2")
            #expect(try await pragma(store, "journal_mode") == "wal")
            #expect(try await pragma(store, "wal_autocheckpoint") == "0")
            #expect(try await pragma(store, "foreign_keys") == "0")
            #expect(try await pragma(store, "mmap_size") != "0")
            await store.close()
        }
    }

    @Test func writeAhead_leavesTheSettingsAsTheyWere_alsoAfterAFailure() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/a.sqlite")
            try await store.settle()
            try await store.writeAhead { try $0.execute("CREATE TABLE t (v INTEGER)") }
            #expect(try await pragma(store, "synchronous") == "2")
            await #expect(throws: LianluError.self) {
                try await store.writeAhead { tx in
                    try tx.execute("INSERT INTO t VALUES (1)")
                    try tx.execute("INSERT INTO nowhere VALUES (1)")
                }
            }
            #expect(try await pragma(store, "synchronous") == "2")
            let inside = try await store.writeAhead { try $0.first("PRAGMA synchronous") { $0.text(0) } }
            #expect(inside == "1")
            try await store.settle()
            #expect(try await store.read { try $0.first("SELECT count(*) FROM t") { $0.integer(0) } } == 0)
            await store.close()
            await #expect(throws: LianluError.self) { try await store.settle() }
        }
    }

    @Test func secondStore_onTheSameFile_isRefused() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/a.sqlite")
            let error = #expect(throws: LianluError.self) { _ = try SQLiteStore(path: folder + "/a.sqlite") }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("Another process") == true)
            await store.close()
        }
    }

    @Test func open_ofDamagedFile_isRefusedUntouched() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/a.sqlite"
            let garbage = Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try garbage.write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: LianluError.self) { _ = try SQLiteStore(path: path) }
            #expect(error?.code == .unusableData)
            #expect(error?.hint.contains("restore") == true)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == garbage)
        }
    }

    @Test func open_ofNewerFile_isRefused() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/a.sqlite"
            let store = try SQLiteStore(path: path)
            try await Migrator.migrate(store)
            try await store.write { try $0.execute("INSERT INTO schema_step(number, name, applied_at) VALUES (9999, 'future', 0)") }
            await store.close()
            let error = #expect(throws: LianluError.self) { _ = try SQLiteStore(path: path) }
            #expect(error?.code == .unusableData)
            #expect(error?.message.contains("newer") == true)
        }
    }

    @Test func open_ofAnotherProgramsFile_isRefused() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/a.sqlite"
            let store = try SQLiteStore(path: path)
            try await store.write { try $0.execute("CREATE TABLE x (a INTEGER)") }
            try await store.write { try $0.execute("PRAGMA application_id=7") }
            await store.close()
            let error = #expect(throws: LianluError.self) { _ = try SQLiteStore(path: path) }
            #expect(error?.code == .unusableData)
        }
    }

    @Test func open_inAFolderThatDoesNotExist_saysSo() async throws {
        let error = #expect(throws: LianluError.self) { _ = try SQLiteStore(path: "/nonexistent/folder/a.sqlite") }
        #expect(error?.code == .unavailable)
    }

    @Test func checkpoints_keepTheLogShort_andCloseEmptiesIt() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/a.sqlite"
            let store = try SQLiteStore(path: path, checkpointBytes: 1 << 20)
            try await store.write { try $0.execute("CREATE TABLE x (id INTEGER PRIMARY KEY, b BLOB)") }
            let blob = SQLValue.blob([UInt8](repeating: 1, count: 100_000))
            var written: Int64 = 0
            // However slow the checkpoint's thread is scheduled, the log starts over again and again.
            while store.logRestarts < 3, written < 5000 {
                try await store.write { try $0.execute("INSERT INTO x(b) VALUES ($1)", [blob]) }
                written += 1
            }
            #expect(store.logRestarts >= 3)
            await store.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            let again = try SQLiteStore(path: path)
            #expect(try await again.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == written)
            #expect(try await again.integrityFaults().isEmpty)
            await again.close()
        }
    }

    @Test func fullDisk_isUnavailable_storesNothing_andHeals() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/a.sqlite")
            try await store.write { try $0.execute("CREATE TABLE x (id INTEGER PRIMARY KEY, b BLOB)") }
            // SQLite says SQLITE_FULL at this size exactly as it does when the disk is full.
            try await store.write { _ = try $0.query("PRAGMA max_page_count=20", []) { _ in } }
            let insert: @Sendable (any SQLTransaction) throws -> Void = { transaction in
                try transaction.execute("INSERT INTO x(id) VALUES (1)")
                try transaction.execute("INSERT INTO x(b) VALUES (zeroblob(1000000))")
            }
            let error = await #expect(throws: LianluError.self) { try await store.write(insert) }
            #expect(error?.code == .unavailable && error?.retryAfter != nil)
            #expect(error?.message.contains("full") == true && error?.hint.contains("Free space") == true)
            #expect(try await store.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == 0)
            try await store.write { _ = try $0.query("PRAGMA max_page_count=1000000", []) { _ in } }
            try await store.write(insert)
            #expect(try await store.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == 2)
            await store.close()
        }
    }

    @Test func copy_isAWholeDatabase() async throws {
        try await TestFolder.with { folder in
            let store = try SQLiteStore(path: folder + "/a.sqlite")
            try await Migrator.migrate(store)
            _ = try await store.write { try $0.take(5, from: "x") }
            try await store.copy(to: folder + "/b.sqlite")
            let copy = try SQLiteStore(path: folder + "/b.sqlite")
            #expect(try await copy.read { try $0.first("SELECT value FROM counter WHERE name = 'x'") { $0.integer(0) } } == 5)
            await copy.close()
            await store.close()
        }
    }
}

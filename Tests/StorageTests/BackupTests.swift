import Foundation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct BackupTests {
    /// A dump of PostgreSQL can be read by both engines, with every type of value.
    @Test(arguments: TestStores.available)
    func dumpIsEngineNeutral(target: OperationalEngine) async throws {
        guard TestStores.available.contains(.postgres) else { return }
        try await TestFolder.with { folder in
            try await TestStores.withStore(.postgres) { store in
                try await store.write { tx in
                    try tx.execute("INSERT INTO setting(name, value) VALUES ($1, $2)", ["名称", "{\"a\":\"链路\"}"])
                    try tx.execute(
                        "INSERT INTO tombstone(identifier_hash, erased_at) VALUES ($1, $2)", [.blob([0, 255, 10]), .integer(-5)])
                    try tx.execute(
                        "INSERT INTO organisation_node(id, parent, kind, name, code, path, created_at) VALUES ($1, NULL, 'brand', 'b', 'c', '/1/', 0)",
                        [1])
                }
                try await StoreBackup.save(store, dataDirectory: folder, to: folder)
            }
            try await TestStores.withStore(target) { store in
                let rows = try await StoreBackup.load(dump: folder + "/" + StoreBackup.dumpFile, into: store)
                #expect(rows >= 3)
                let (setting, tomb, parent) = try await store.read { tx in
                    (
                        try tx.first("SELECT value FROM setting WHERE name = $1", ["名称"]) { $0.text(0) },
                        try tx.first("SELECT identifier_hash, erased_at FROM tombstone") { ($0.blob(0), $0.integer(1)) },
                        try tx.first("SELECT parent FROM organisation_node") { $0.isNull(0) }
                    )
                }
                #expect(setting == "{\"a\":\"链路\"}")
                #expect(tomb?.0 == [0, 255, 10] && tomb?.1 == -5)
                #expect(parent == true)
            }
        }
    }

    /// Cut short anywhere, a dump is refused rather than half read.
    @Test func damagedDumpIsRefused() async throws {
        guard TestStores.available.contains(.postgres) else { return }
        try await TestFolder.with { folder in
            try await TestStores.withStore(.postgres) { store in
                try await store.write { tx in try tx.execute("INSERT INTO setting(name, value) VALUES ('a', '1')") }
                try await StoreBackup.save(store, dataDirectory: folder, to: folder)
            }
            let path = folder + "/" + StoreBackup.dumpFile
            let whole = try #require(FileManager.default.contents(atPath: path))
            for length in [0, 10, 20, whole.count / 2, whole.count - 1] {
                try whole.prefix(length).write(to: URL(fileURLWithPath: path))
                try await TestStores.withStore(.sqlite) { store in
                    await #expect(throws: LianluError.self) { try await StoreBackup.load(dump: path, into: store) }
                }
            }
        }
    }
}

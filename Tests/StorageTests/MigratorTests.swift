import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct MigratorTests {
    @Test(arguments: TestStores.available)
    func migrate_again_changesNothing(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let before = try await store.read {
                try $0.query("SELECT number, name, applied_at FROM schema_step ORDER BY number", []) { [$0.integer(0), $0.integer(2)] }
            }
            try await Migrator.migrate(store)
            let after = try await store.read {
                try $0.query("SELECT number, name, applied_at FROM schema_step ORDER BY number", []) { [$0.integer(0), $0.integer(2)] }
            }
            #expect(before == after)
            #expect(before.count == Migration.all.count)
        }
    }

    @Test(arguments: TestStores.available)
    func migrate_ofNewerDatabase_isRefused(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            try await store.write { try $0.execute("INSERT INTO schema_step(number, name, applied_at) VALUES (9999, 'future', 0)") }
            let error = await #expect(throws: LianluError.self) { try await Migrator.migrate(store) }
            #expect(error?.code == .unusableData)
            #expect(error?.hint.isEmpty == false)
        }
    }

    @Test func steps_areDenseAndNamed() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
        #expect(Set(Migration.all.map(\.name)).count == Migration.all.count)
    }
}

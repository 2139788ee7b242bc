import Storage
import TestKit
import Testing
import Vocabulary

@Suite(.enabled(if: TestStores.available.contains(.postgres))) struct ProjectorLeaseTests {
    private func withDatabase(_ body: (PostgresStore, String) async throws -> Void) async throws {
        try await TestStores.withPostgresURL { url in
            let store = PostgresStore(url: url)
            do {
                try await Migrator.migrate(store)
                try await body(store, url)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    @Test func embeddedLease_isAlwaysHeld() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let lease = EmbeddedLease()
            let epoch = try await lease.acquire()
            #expect(epoch == 1)
            try await store.write(.projection) { try lease.assertHeld(in: $0) }
        }
    }

    @Test func secondProjector_waits_andRaisesTheEpoch() async throws {
        try await withDatabase { store, url in
            let (first, second) = (PostgresLease(url: url), PostgresLease(url: url))
            #expect(try await first.acquire() == 1)
            #expect(try await first.acquire() == 1)
            try await store.write(.projection) { try first.assertHeld(in: $0) }
            let waiting = Task { try await second.acquire() }
            let early = await #expect(throws: LianluError.self) { try await store.write(.projection) { try second.assertHeld(in: $0) } }
            #expect(early?.code == .conflict)
            await first.release()
            #expect(try await waiting.value == 2)
            try await store.write(.projection) { try second.assertHeld(in: $0) }
            let late = await #expect(throws: LianluError.self) { try await store.write(.projection) { try first.assertHeld(in: $0) } }
            #expect(late?.code == .conflict)
            await second.release()
        }
    }

    @Test func holderThatLostItsConnection_isFencedOff() async throws {
        try await withDatabase { store, url in
            let (first, second) = (PostgresLease(url: url), PostgresLease(url: url))
            try await first.acquire()
            try TestStores.cutConnections(url)
            // The first does not know yet; the second takes over.
            #expect(try await second.acquire() == 2)
            let error = await #expect(throws: LianluError.self) { try await store.write(.projection) { try first.assertHeld(in: $0) } }
            #expect(error?.code == .conflict)
            await second.release()
            #expect(try await first.acquire() == 3)
            await first.release()
        }
    }
}

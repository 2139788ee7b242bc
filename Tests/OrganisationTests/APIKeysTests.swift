import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct APIKeysTests {
    @Test(arguments: TestStores.available)
    func create_showsTheValueOnce_andRevokeEndsIt(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let (key, value) = try await room.keys.create(name: "BI", role: .analyst, by: .commandLine)
            #expect(value.hasPrefix("llk_"))
            #expect(value.hasSuffix(key.hint))
            #expect(try await room.keys.authenticate(value)?.role == .analyst)
            #expect(try await room.keys.authenticate(value + "x") == nil)
            #expect(try await room.keys.list().first?.lastUsedAt == room.time.now)
            try await room.keys.revoke(key.id, by: .commandLine)
            #expect(try await room.keys.authenticate(value) == nil)
            #expect(await code { try await room.keys.revoke(99, by: .commandLine) } == .notFound)
            #expect(try await room.actions() == ["api_key.create", "api_key.revoke"])
        }
    }

    @Test(arguments: TestStores.available)
    func preset_isIdempotent_andDoesNotReviveARevokedKey(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            try await room.keys.preset("secret-from-env")
            try await room.keys.preset("secret-from-env")
            let key = try #require(try await room.keys.authenticate("secret-from-env"))
            #expect(key.role == .admin)
            #expect(try await room.keys.list().count == 1)
            try await room.keys.revoke(key.id, by: .commandLine)
            try await room.keys.preset("secret-from-env")
            #expect(try await room.keys.authenticate("secret-from-env") == nil)
        }
    }

    @Test(arguments: TestStores.available)
    func table_holdsNoSecretInClear(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let (_, value) = try await room.keys.create(name: "k", role: .admin, by: .commandLine)
            let admin = try await room.admin()
            let link = try await room.accounts.issueLoginToken(admin.id, by: .commandLine)
            let session = try await room.accounts.signIn(email: "admin@example.com", password: "correct horse", address: "", agent: "")
            let stored = try await room.store.read { tx in
                try tx.query("SELECT key_hash FROM api_key", []) { $0.blob(0) }
                    + tx.query("SELECT token_hash FROM login_token", []) { $0.blob(0) }
                    + tx.query("SELECT token_hash FROM console_session", []) { $0.blob(0) }
                    + tx.query("SELECT password FROM account", []) { Array($0.text(0).utf8) }
                    + tx.query("SELECT detail FROM audit", []) { Array($0.text(0).utf8) }
            }
            for secret in [value, link, session.token, "correct horse"] {
                #expect(!stored.contains { String(decoding: $0, as: UTF8.self).contains(secret) })
            }
        }
    }
}

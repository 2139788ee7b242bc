import Foundation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct SecretTests {
    @Test(arguments: TestStores.available)
    func secret_comesBack_butIsSealedInTheTable(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let secrets = SecretStore(store: store, key: try MasterKey(bytes: Array(0..<32)), clock: TestClock().clock)
            try await secrets.check()
            try await store.write { try secrets.set("wecom.secret", SecretText("s3cret-链路"), in: $0) }
            let back = try await store.read { try secrets.get("wecom.secret", in: $0)?.reveal() }
            #expect(back == "s3cret-链路")
            let raw = try await store.read { try $0.first("SELECT sealed FROM secret WHERE name = 'wecom.secret'") { $0.blob(0) } }
            #expect(!String(decoding: try #require(raw), as: UTF8.self).contains("s3cret"))
            let names = try await secrets.names()
            #expect(names == ["wecom.secret"])
            let removed = try await store.write {
                [try secrets.remove("wecom.secret", in: $0), try secrets.remove("wecom.secret", in: $0)]
            }
            #expect(removed == [true, false])
            let gone = try await store.read { try secrets.get("wecom.secret", in: $0)?.reveal() }
            #expect(gone == nil)
        }
    }

    @Test func sealedValue_underAnotherName_orKey_orChanged_isRefused() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let secrets = SecretStore(store: store, key: try MasterKey(bytes: Array(0..<32)), clock: TestClock().clock)
            try await secrets.check()
            try await store.write { try secrets.set("a", SecretText("x"), in: $0) }
            try await store.write {
                try $0.execute("INSERT INTO secret(name, sealed, updated_at) SELECT 'b', sealed, 0 FROM secret WHERE name = 'a'")
            }
            let moved = await #expect(throws: LianluError.self) { try await store.read { _ = try secrets.get("b", in: $0) } }
            #expect(moved?.code == .unusableData)
            let other = SecretStore(store: store, key: try MasterKey(bytes: Array(1...32)), clock: TestClock().clock)
            let wrongKey = await #expect(throws: LianluError.self) { try await other.check() }
            #expect(wrongKey?.code == .unusableData)
            let sealed = try #require(try await store.read { try $0.first("SELECT sealed FROM secret WHERE name = 'a'") { $0.blob(0) } })
            for index in sealed.indices {
                var changed = sealed
                changed[index] ^= 1
                let value = changed
                try await store.write { try $0.execute("UPDATE secret SET sealed = $1 WHERE name = 'a'", [.blob(value)]) }
                await #expect(throws: LianluError.self) { try await store.read { _ = try secrets.get("a", in: $0) } }
            }
        }
    }

    @Test func sealedBytes_openOnlyWithTheirKeyAndName() throws {
        let (one, other) = (try MasterKey(bytes: Array(0..<32)), try MasterKey(bytes: Array(1...32)))
        let sealed = try one.seal(Array("s3cret".utf8), name: "a")
        #expect(try one.open(sealed, name: "a") == Array("s3cret".utf8))
        #expect(throws: LianluError.self) { try one.open(sealed, name: "b") }
        #expect(throws: LianluError.self) { try other.open(sealed, name: "a") }
        #expect(one.hash([1], purpose: "x") != other.hash([1], purpose: "x"))
        #expect(one.hash([1], purpose: "x") != one.hash([1], purpose: "y"))
    }

    @Test func missingKeyFile_ofExistingData_isRefused() {
        let error = #expect(throws: LianluError.self) { try MasterKey.load(path: "/nonexistent/key", entropy: .system, mayCreate: false) }
        #expect(error?.code == .unusableData)
    }

    @Test(arguments: TestStores.available)
    func readAndWrite_openTransactionsOfTheirOwn(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let secrets = SecretStore(store: store, key: try MasterKey(bytes: Array(0..<32)), clock: .system)
            try await secrets.write("sms", SecretText("hunter2"))
            try await secrets.write("sms", SecretText("hunter3"))
            let read = try await secrets.read("sms")
            #expect(read == SecretText("hunter3"))
            try await secrets.remove("sms")
            let gone = try await secrets.read("sms")
            #expect(gone == nil)
        }
    }

    @Test func secretText_showsDots() {
        let secret = SecretText("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped) \([secret])".contains("hunter2"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test func keyFile_isMadeOnce_forItsOwnerOnly() async throws {
        try await TestFolder.with { folder in
            let path = folder + "/key"
            let first = try MasterKey.load(path: path, entropy: .seeded(3))
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            #expect(facts[.posixPermissions] as? Int == 0o600)
            #expect(facts[.size] as? Int == 32)
            let second = try MasterKey.load(path: path, entropy: .seeded(4))
            #expect(first.keyedHash(for: "x").hash(["a"]) == second.keyedHash(for: "x").hash(["a"]))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let open = #expect(throws: LianluError.self) { try MasterKey.load(path: path, entropy: .seeded(4)) }
            #expect(open?.code == .unusableData && open?.hint.contains("chmod") == true)
            try FileManager.default.removeItem(atPath: path)
            try Data(count: 31).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let short = #expect(throws: LianluError.self) { try MasterKey.load(path: path, entropy: .seeded(4)) }
            #expect(short?.code == .unusableData)
        }
    }

    @Test func keyedHash_dependsOnKeyUseAndEachPart() throws {
        let key = try MasterKey(bytes: Array(0..<32))
        let hashes = [
            key.keyedHash(for: "tombstone").hash(["a", "bc"]), key.keyedHash(for: "tombstone").hash(["ab", "c"]),
            key.keyedHash(for: "other").hash(["a", "bc"]),
            try MasterKey(bytes: Array(1...32)).keyedHash(for: "tombstone").hash(["a", "bc"]),
        ]
        #expect(Set(hashes).count == 4)
        #expect(hashes.allSatisfy { $0.count == 32 })
        #expect(key.keyedHash(for: "tombstone").hash(["a", "bc"]) == hashes[0])
    }
}

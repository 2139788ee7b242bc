import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct SecretTests {
    @Test func opensOnlyWithItsKeyAndName() async throws {
        try await TestFolder.with { folder in
            let one = try MasterKey.load(path: folder + "/one", entropy: .system, mayCreate: true)
            let other = try MasterKey.load(path: folder + "/other", entropy: .system, mayCreate: true)
            let sealed = try one.seal(Array("s3cret".utf8), name: "a")
            #expect(try one.open(sealed, name: "a") == Array("s3cret".utf8))
            #expect(try MasterKey.load(path: folder + "/one", entropy: .system, mayCreate: false).open(sealed, name: "a") == Array("s3cret".utf8))
            #expect(throws: LianluError.self) { try one.open(sealed, name: "b") }
            #expect(throws: LianluError.self) { try other.open(sealed, name: "a") }
            #expect(!sealed.contains(Array("s3cret".utf8)))
            #expect(one.hash([1], purpose: "x") != other.hash([1], purpose: "x"))
            #expect(one.hash([1], purpose: "x") != one.hash([1], purpose: "y"))
        }
    }

    @Test func missingKeyIsSaid() {
        #expect(throws: LianluError.self) { try MasterKey.load(path: "/nonexistent/key", entropy: .system, mayCreate: false) }
    }

    @Test(arguments: TestStores.available)
    func storeKeepsSealedText(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let key = try await TestFolder.with { try MasterKey.load(path: $0 + "/key", entropy: .system, mayCreate: true) }
            let secrets = SecretStore(store: store, key: key, clock: .system)
            try await secrets.write("sms", SecretText("hunter2"))
            try await secrets.write("sms", SecretText("hunter3"))
            #expect(try await secrets.read("sms")?.reveal() == "hunter3")
            let stored = try await store.read { tx in try tx.first("SELECT sealed FROM secret") { $0.blob(0) } }
            #expect(!String(decoding: stored ?? [], as: UTF8.self).contains("hunter"))
            #expect("\(SecretText("hunter2"))" == "••••" && String(reflecting: SecretText("hunter2")) == "••••")
            try await secrets.remove("sms")
            #expect(try await secrets.read("sms") == nil)
        }
    }
}

import Organisation
import TestKit
import Testing

@Suite struct PasswordHasherTests {
    @Test func verify_acceptsOnlyThePassword() async throws {
        let hasher = PasswordHasher(cost: 4, entropy: .seeded(1))
        let stored = try await hasher.hash("correct horse 电池")
        #expect(stored.hasPrefix("scrypt$4$8$1$"))
        #expect(try await hasher.verify("correct horse 电池", against: stored))
        #expect(try await hasher.verify("correct horse", against: stored) == false)
        #expect(try await hasher.verify("correct horse 电池", against: nil) == false)
        for broken in ["", "scrypt$4$8$1$a", "bcrypt$4$8$1$aa$bb", "scrypt$99$8$1$aaaa$bbbb", "scrypt$4$8$1$!!$??"] {
            #expect(try await hasher.verify("correct horse 电池", against: broken) == false)
        }
    }

    @Test func hash_ofTheSamePasswordTwice_differs() async throws {
        let hasher = PasswordHasher(cost: 4, entropy: .seeded(1))
        #expect(try await hasher.hash("correct horse") != hasher.hash("correct horse"))
    }

    @Test func verify_withAHigherCostNow_stillReadsOldForms() async throws {
        let stored = try await PasswordHasher(cost: 4, entropy: .seeded(1)).hash("correct horse")
        #expect(try await PasswordHasher(cost: 6, entropy: .seeded(2)).verify("correct horse", against: stored))
    }
}

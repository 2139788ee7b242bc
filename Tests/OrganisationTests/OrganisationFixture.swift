import Organisation
import Storage
import TestKit
import Vocabulary

/// The parts of the room over one fresh store, at a fixed time.
struct OrganisationFixture: Sendable {
    let store: any OperationalStore
    let time = TestClock()
    let accounts: Accounts
    let tree: OrganisationTree
    let keys: APIKeys
    let audit: AuditLog
    let settings: SettingsStore

    init(_ store: any OperationalStore) {
        self.store = store
        let entropy = Entropy.seeded(7)
        let clock = time.clock
        accounts = Accounts(store: store, clock: clock, entropy: entropy, hasher: PasswordHasher(cost: 4, entropy: entropy))
        tree = OrganisationTree(store: store, clock: clock)
        keys = APIKeys(store: store, clock: clock, entropy: entropy)
        audit = AuditLog(store: store, clock: clock)
        settings = SettingsStore(
            store: store, clock: clock,
            defaults: {
                var settings = Settings(); settings.identity = [.init(kind: "phone", strength: "medium", exclusive: true)]; return settings
            }())
    }

    static func with<T>(_ engine: OperationalEngine, _ body: (OrganisationFixture) async throws -> T) async throws -> T {
        try await TestStores.withStore(engine) { try await body(OrganisationFixture($0)) }
    }

    /// Makes the first admin.
    func admin() async throws -> Account {
        try await accounts.create(name: "王伟", email: "admin@example.com", role: .admin, password: "correct horse", by: .commandLine)
    }

    func actions() async throws -> [String] { try await audit.list(AuditQuery(limit: 500)).map(\.action).reversed() }
}

/// The code of the error that a body throws, or nil.
func code(of body: () async throws -> some Any) async -> LianluError.Code? {
    do {
        _ = try await body()
        return nil
    } catch { return (error as? LianluError)?.code }
}

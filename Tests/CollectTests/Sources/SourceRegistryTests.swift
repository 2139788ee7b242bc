import Storage
import TestKit
import Testing
import Vocabulary

@testable import Collect

struct SourceRegistryTests {
    private static let box = SecretBox(seal: { $0.map { $0 ^ 0x5A } }, open: { $0.map { $0 ^ 0x5A } })

    private static func with(_ engine: OperationalEngine, _ body: (SourceRegistry, TestClock, any OperationalStore) async throws -> Void)
        async throws
    {
        try await TestStores.withStore(engine) { store in
            let clock = TestClock()
            let registry = SourceRegistry(store: store, ring: KeyRing(), clock: clock.clock, entropy: .seeded(7), box: box)
            try await body(registry, clock, store)
        }
    }

    @Test(arguments: TestStores.available)
    func start_makesTheDefaultSourceOnce(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, _ in
            for _ in 0..<3 { try await registry.start(presetKey: "preset-key-of-tests") }
            let sources = try await registry.sources()
            #expect(sources.map(\.name) == ["default"])
            #expect(sources[0].channel == .server)
            #expect(sources[0].keys.map(\.kind) == [.server])
            #expect(sources[0].keys[0].value == nil)
            let grant = registry.ring.grant(for: "preset-key-of-tests", at: clock.now)
            #expect(grant?.source == sources[0].id)
            #expect(grant?.trust == .trusted)
            #expect(registry.ring.grant(for: "preset-key-of-test", at: clock.now) == nil)
            #expect(registry.ring.grant(for: "", at: clock.now) == nil)
        }
    }

    /// Whatever the way in, also without a key; and it is still known after a restart.
    @Test(arguments: TestStores.available)
    func lastEvent_isThatOfTheInbox(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, store in
            let (shop, files, own) = (
                try await registry.create(name: "shop", channel: .web, kind: .browser), try await registry.importSource(),
                try await registry.systemSource()
            )
            let memory = MemoryInbox()
            let inbox = WatchedInbox(memory, activity: registry.activity, clock: clock.clock)
            #expect(try await registry.sources().allSatisfy { $0.lastEventAt == nil })
            let first = clock.now
            try await inbox.accept(InboxEntry(payload: [1], accepted: [shop.id: 1], rejected: [:]))
            try await registry.flushActivity()
            clock.advance(milliseconds: 60_000)
            try await inbox.accept(InboxEntry(payload: [], accepted: [:], rejected: [files.id: ["missing_time": 2]]))
            memory.fail(LianluError(.unavailable, "full"))
            await #expect(throws: LianluError.self) {
                try await inbox.accept(InboxEntry(payload: [1], accepted: [shop.id: 1, own.id: 1], rejected: [:]))
            }
            let seen = { (registry: SourceRegistry) in
                try await registry.sources().reduce(into: [Int32: Instant?]()) { $0[$1.id] = .some($1.lastEventAt) }
            }
            let expected: [Int32: Instant?] = [shop.id: first, files.id: clock.now, own.id: nil]
            #expect(try await seen(registry) == expected)
            try await registry.flushActivity()
            try await registry.flushActivity()
            let next = SourceRegistry(store: store, ring: KeyRing(), clock: clock.clock, entropy: .seeded(8), box: Self.box)
            #expect(try await seen(next) == expected)
        }
    }

    @Test(arguments: TestStores.available)
    func keys_workUntilRevoked(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, store in
            try await registry.start()
            let source = try await registry.create(name: " 官网 ", channel: .web, kind: .browser)
            #expect(source.name == "官网")
            let browser = try await registry.createKey(
                source: source.id, kind: .browser, label: "site", origins: ["https://Shop.example", "https://shop.example"])
            let server = try await registry.createKey(source: source.id, kind: .server)
            #expect(browser.value.hasPrefix("lk_b_") && browser.key.value == browser.value)
            #expect(server.value.hasPrefix("lk_s_") && server.value.count == 37 && server.key.value == nil)
            #expect(server.key.hint == "lk_s_…" + server.value.suffix(4))
            let hidden = try await store.read { tx in
                try tx.query("SELECT value FROM source_key WHERE kind = 'server'", []) { $0.isNull(0) }
            }
            #expect(hidden == [true])
            let grant = registry.ring.grant(for: browser.value, at: clock.now)
            #expect(grant?.trust == .claimed)
            #expect(grant?.origins == ["https://shop.example"])
            #expect(registry.ring.grant(for: server.value, at: clock.now)?.trust == .trusted)
            let revoked = try await registry.revokeKey(server.key.id)
            #expect(revoked.revokedAt == clock.now)
            #expect(registry.ring.grant(for: server.value, at: clock.now) == nil)
            #expect(registry.ring.grant(for: browser.value, at: clock.now) != nil)
            await #expect(throws: LianluError.self) { _ = try await registry.revokeKey(999) }
            await #expect(throws: LianluError.self) { _ = try await registry.createKey(source: 999, kind: .server) }
            await #expect(throws: LianluError.self) {
                _ = try await registry.createKey(source: source.id, kind: .browser, origins: ["javascript:alert(1)"])
            }
        }
    }

    @Test(arguments: TestStores.available)
    func pausing_renaming_deleting(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, _ in
            try await registry.start(presetKey: "preset-key-of-tests")
            let source = try await registry.create(name: "App", channel: .app, kind: .sensors)
            let key = try await registry.createKey(source: source.id, kind: .server)
            let paused = try await registry.update(source.id, name: "APP", status: .paused)
            #expect(paused.status == .paused && paused.channel == .app)
            #expect(registry.ring.grant(for: key.value, at: clock.now)?.paused == true)
            #expect(registry.ring.grant(for: key.value, at: clock.now)?.name == "APP")
            await #expect(throws: LianluError.self) { _ = try await registry.update(source.id, name: "default") }
            await #expect(throws: LianluError.self) { _ = try await registry.create(name: "  ", channel: .web, kind: .native) }
            await #expect(throws: LianluError.self) { try await registry.delete(source.id, received: 1) }
            try await registry.delete(source.id, received: 0)
            #expect(registry.ring.grant(for: key.value, at: clock.now) == nil)
            let next = try await registry.create(name: "App", channel: .app, kind: .sensors)
            #expect(next.id > source.id)
        }
    }

    @Test(arguments: TestStores.available)
    func usesAreWrittenLazily(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, _ in
            try await registry.start(presetKey: "preset-key-of-tests")
            let atFirst = try await registry.sources()[0].keys[0].lastUsedAt
            #expect(atFirst == nil)
            clock.advance(milliseconds: 5_000)
            _ = registry.ring.grant(for: "preset-key-of-tests", at: clock.now)
            // What is shown does not wait for the writing.
            let shown = try await registry.sources()[0].keys[0].lastUsedAt
            #expect(shown == clock.now)
            try await registry.flushUses()
            #expect(registry.ring.takeUses().isEmpty)
            let used = try await registry.sources()[0].keys[0].lastUsedAt
            #expect(used == clock.now)
        }
    }

    @Test(arguments: TestStores.available)
    func identifySecret_isSealedAtRest(engine: OperationalEngine) async throws {
        try await Self.with(engine) { registry, clock, store in
            try await registry.start(presetKey: "preset-key-of-tests")
            let source = try await registry.sources()[0]
            let secret = try await registry.createIdentifySecret(source: source.id)
            #expect(registry.ring.grant(for: "preset-key-of-tests", at: clock.now)?.identifySecret == Array(secret.utf8))
            let stored = try await store.read { tx in try tx.first("SELECT settings FROM source") { $0.text(0) } ?? "" }
            #expect(!stored.contains(secret) && !stored.contains(Base32.encode(Array(secret.utf8))))
            let shown = try await registry.source(source.id)
            #expect(shown.hasIdentifySecret)
            try await registry.removeIdentifySecret(source: source.id)
            #expect(registry.ring.grant(for: "preset-key-of-tests", at: clock.now)?.identifySecret == nil)
        }
    }

    @Test func hints_neverGiveTheKeyAway() {
        #expect(SourceKey.hint(of: "short") == "…")
        #expect(SourceKey.hint(of: "0123456789abcdef") == "01…cdef")
    }

    @Test(arguments: ["https://a.example", "http://localhost:8080", "*.example.com", "商城.example", "https://*.a.example:8443"])
    func originsTaken(text: String) throws { #expect(try OriginRule.normalise([text]) == [text]) }

    @Test(arguments: [
        "https://a.example/path", "a b", "https://", "ftp://a.example", "a.example:0", "*", "https://*", "..", "a..b", "<script>",
    ])
    func originsRefused(text: String) { #expect(throws: LianluError.self) { try OriginRule.normalise([text]) } }
}

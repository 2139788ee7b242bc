import Audience
import Behaviour
import Collect
import Deliver
import Feedback
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identify
import Journey
import Lead
import Logging
import NIOCore
import Organisation
import Path
import Profile
import Sandbox
import Storage
import TestKit
import Touchpoint
import Vocabulary
import Web

/// The whole HTTP side in process over real SQLite and DuckDB files, joined as App joins them.
final class WebBench: Sendable {
    static let writeKey = "test-write-key"
    static let apiKey = "test-api-key"

    let folder: String
    let time: TestClock
    let services: Services
    let server: LianluServer
    let projector: Projector
    private let client: any TestClientProtocol

    private init(
        folder: String, time: TestClock, services: Services, server: LianluServer, projector: Projector, client: any TestClientProtocol
    ) {
        self.folder = folder
        self.time = time
        self.services = services
        self.server = server
        self.projector = projector
        self.client = client
    }

    /// Runs a body against a fresh deployment.
    static func with(_ configure: (inout WebConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (WebBench) async throws -> Void)
        async throws
    {
        try await TestFolder.with { folder in
            let configuration = OperationalStores.Configuration(dataDirectory: folder, postgresURL: nil)
            let store = try await OperationalStores.open(configuration)
            let inbox = try await OperationalStores.openInbox(configuration, capBytes: 8 << 20)
            var options = DuckDBOptions(path: folder + "/behaviour.duckdb")
            options.memoryBytes = 256 << 20
            let behaviour = try await DuckDBStore.open(options)
            var web = WebConfiguration()
            web.version = "test"
            configure(&web)
            do {
                try await run(folder, configuration, web, store, inbox, behaviour, body)
            } catch {
                await close(store, inbox, behaviour)
                throw error
            }
            await close(store, inbox, behaviour)
        }
    }

    private static func close(_ store: any OperationalStore, _ inbox: any Inbox, _ behaviour: DuckDBStore) async {
        await inbox.close()
        await behaviour.close()
        await store.close()
    }

    private static func run(
        _ folder: String, _ configuration: OperationalStores.Configuration, _ web: WebConfiguration, _ store: any OperationalStore,
        _ inbox: any Inbox,
        _ behaviour: DuckDBStore, _ body: @escaping @Sendable (WebBench) async throws -> Void
    ) async throws {
        let time = TestClock()
        let clock = time.clock
        let entropy = Entropy.seeded(11)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let graph = IdentityGraph(store: store) { Array("\($0)".utf8) }
        try await graph.reload()
        let dictionary = EventDictionary()
        try await dictionary.load(store)
        let sources = SourceRegistry(
            store: store, ring: KeyRing(), clock: clock, entropy: entropy, box: SecretBox(seal: { $0 }, open: { $0 }))
        try await sources.start(presetKey: writeKey)
        let ring = sources.ring
        let feed = LiveFeed()
        let accounts = Accounts(store: store, clock: clock, entropy: entropy, hasher: PasswordHasher(cost: 4, entropy: entropy))
        let keys = APIKeys(store: store, clock: clock, entropy: entropy)
        try await keys.preset(apiKey)
        let tree = OrganisationTree(store: store, clock: clock)
        try await tree.ensureBrand()
        let jobs = JobQueue(store: store, clock: clock, entropy: entropy)
        let base = RoomBase(
            store: store, graph: graph, jobs: jobs,
            outcomes: Outcomes(outbox: EventOutbox(store: store), source: try await sources.systemSource().id, clock: clock),
            secrets: SecretStore(
                store: store, key: try MasterKey.load(path: folder + "/key", entropy: entropy, mayCreate: true), clock: clock),
            zone: { .utc }, clock: clock, entropy: entropy, logger: logger)
        let pageSource = try await sources.create(name: "landing-pages", channel: .h5, kind: .browser)
        let pageKey = try await sources.createKey(source: pageSource.id, kind: .browser).value
        let touchpoints = Touchpoints(
            base,
            parts: .init(
                accept: { events in
                    var out = ByteWriter()
                    for event in events { EventCodec.encode(event, into: &out) }
                    try await inbox.accept(InboxEntry(payload: out.bytes, accepted: [events[0].source: events.count], rejected: [:]))
                }, pageKey: { pageKey }, mediaFolder: folder))
        try await touchpoints.prepare()
        let projector = Projector(
            Projector.Parts(
                store: store, inbox: inbox, behaviour: behaviour, graph: graph, profile: ProfileProjection(), deduplicator: Deduplicator(),
                dictionary: dictionary, lease: OperationalStores.lease(configuration),
                reactions: [TouchpointReaction(touchpoints, pages: { Int32(truncatingIfNeeded: pageSource.id) })], clock: clock,
                logger: logger))
        let rooms = Rooms(
            touchpoints: touchpoints, leads: LeadDesk(base),
            journeys: Journeys(base, facts: FactReader(base, behaviour: behaviour, code: { dictionary.code(of: $0) })),
            deliveries: Deliveries(
                base,
                parts: .init(
                    http: HTTPSender { _ in throw OutsideError.refused("no outside in tests") },
                    mail: MailSender { _, _ in throw OutsideError.refused("no outside in tests") })),
            feedback: FeedbackDesk(base, http: HTTPSender { _ in throw OutsideError.refused("no outside in tests") }),
            sandbox: SandboxWorld(clock: clock))
        let services = Services(
            store: store, inbox: inbox, behaviour: behaviour, graph: graph, accounts: accounts, tree: tree, apiKeys: keys,
            audit: AuditLog(store: store, clock: clock), settings: SettingsStore(store: store, clock: clock),
            collector: Collector(
                grants: { ring.grant(for: $0, at: $1) }, inbox: inbox, clock: clock, live: feed,
                origin: { touchpoints.originCode(of: $0) }), sources: sources,
            rooms: rooms,
            dictionary: dictionary, feed: feed,
            importer: Importer(
                store: store, clock: clock, source: { try await sources.importSource().id },
                sink: { events, refused in
                    var out = ByteWriter()
                    for event in events { EventCodec.encode(event, into: &out) }
                    let counts = events.reduce(into: [Int32: Int]()) { $0[$1.source, default: 0] += 1 }
                    try await inbox.accept(InboxEntry(payload: out.bytes, accepted: counts, rejected: refused))
                }),
            jobs: jobs, importFolder: folder, pathStatus: { projector.status },
            totals: { projector.totals }, unready: { nil }, doctor: { ["ok": true] }, backup: { ["folder": .string($0)] },
            settingsChanged: { _ in },
            configuration: web, metrics: WebMetrics(), history: LedgerHistory(), clock: clock, entropy: entropy, startedAt: clock.now,
            logger: logger)
        let server = LianluServer(services)
        let projecting = Task { try await projector.run() }
        let app = Application(responder: server.responder, logger: logger)
        do {
            try await app.test(.router) { client in
                try await body(
                    WebBench(folder: folder, time: time, services: services, server: server, projector: projector, client: client))
            }
        } catch {
            projecting.cancel()
            _ = await projecting.result
            throw error
        }
        projecting.cancel()
        _ = await projecting.result
    }

    /// Sends a request; `key` is an API key, `cookie` a session.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil, key: String? = nil, cookie: String? = nil,
        csrf: Bool = true,
        headers more: HTTPFields = [:], raw: [UInt8]? = nil
    ) async throws -> WebAnswer {
        var headers = more
        if let key { headers[.authorization] = "Bearer \(key)" }
        if let cookie {
            headers[.cookie] = "other=1; lianlu_session=\(cookie)"
            if csrf { headers[HTTPField.Name("X-Lianlu-CSRF")!] = "1" }
        }
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        let buffer = (raw ?? body?.bytes).map { ByteBuffer(bytes: $0) }
        return WebAnswer(try await client.execute(uri: path, method: method, headers: headers, body: buffer) { $0 })
    }

    /// Sends a request as the admin's API key.
    func admin(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> WebAnswer {
        try await send(method, path, body, key: Self.apiKey)
    }

    /// Delivers native events with the server key and waits until they are queryable.
    func deliver(_ events: [JSONValue]) async throws {
        let answer = try await send(.post, "/api/ingest/events", ["events": .array(events)], key: Self.writeKey)
        guard answer.status == 200, answer.json["rejected"]?.int == 0 else { throw LianluError(.internal, "Not taken: \(answer.text)") }
        try await settle()
    }

    /// Waits until everything accepted is queryable.
    func settle() async throws { try await projector.watermark.reached(await services.inbox.status().lastSequence) }

    /// A key of that role, at that node.
    func key(_ role: Role, node: Int64? = nil) async throws -> String {
        try await services.apiKeys.create(name: role.rawValue, role: role, node: node, by: .commandLine).value
    }

    /// Makes an account of that role and signs it in; returns the session's token.
    func signIn(_ role: Role, node: Int64? = nil) async throws -> String {
        let email = "\(role.rawValue)\(node ?? 0)@example.com"
        _ = try await services.accounts.create(
            name: role.rawValue, email: email, role: role, node: node, password: "correct horse", by: .commandLine)
        let answer = try await send(.post, "/api/session", ["email": .string(email), "password": "correct horse"])
        guard let token = answer.session else { throw LianluError(.internal, "Not signed in: \(answer.text)") }
        return token
    }

    /// The id of the customer with that user id.
    func customer(_ user: String) async throws -> String {
        try await admin(.get, "/api/customers/lookup?kind=user_id&value=\(user)").json["id"]?.string ?? ""
    }

    static func identify(_ user: String, phone: String? = nil, traits: JSONValue = [:], message: String? = nil) -> JSONValue {
        var identifiers: [JSONValue] = []
        if let phone { identifiers.append(["kind": "phone", "value": .string(phone), "verified": true]) }
        return [
            "type": "identify", "userId": .string(user), "messageId": .string(message ?? "identify-\(user)"),
            "identifiers": .array(identifiers),
            "traits": ["set": traits],
        ]
    }

    static func track(_ event: String, _ user: String, _ message: String, properties: JSONValue = [:]) -> JSONValue {
        ["type": "track", "event": .string(event), "userId": .string(user), "messageId": .string(message), "properties": properties]
    }
}

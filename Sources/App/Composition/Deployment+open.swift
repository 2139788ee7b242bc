import Behaviour
import Collect
import Foundation
import Identify
import Logging
import Organisation
import Path
import Profile
import Storage
import Synchronization
import Touchpoint
import Vocabulary
import Web

extension Deployment {
    /// Opens every store of the folder and joins the rooms; nothing listens yet.
    static func open(_ folder: DataFolder, options: Options) async throws -> Deployment {
        try folder.prepare()
        let clock = WallClock.system
        let entropy = Entropy.system
        var logger = Logger(label: "lianlu")
        logger.logLevel = options.logLevel

        let configuration = OperationalStores.Configuration(
            dataDirectory: folder.path, postgresURL: options.environment["LIANLU_POSTGRES_URL"])
        let store = try await OperationalStores.open(configuration, clock: clock)
        let isNew = try await store.read { tx in try tx.first("SELECT 1 FROM source LIMIT 1") { $0.integer(0) } == nil }
        let key = try MasterKey.load(path: folder.key, entropy: entropy, mayCreate: isNew)
        let settingsStore = SettingsStore(store: store, clock: clock, defaults: .withStandardIdentity)
        let settings = try await settingsStore.read()
        let activity = SourceActivity()
        let inbox = WatchedInbox(
            try await OperationalStores.openInbox(configuration, capBytes: options.inboxCapBytes), activity: activity, clock: clock)

        var duck = DuckDBOptions(path: folder.behaviour)
        if let megabytes = options.behaviourMemoryMegabytes { duck.memoryBytes = Int64(megabytes) << 20 }
        let behaviour = try await DuckDBStore.open(duck)

        let tombstone: IdentityGraph.TombstoneHash = { identifier in
            key.hash(Array("\(identifier.kind.rawValue)\u{1F}\(identifier.scope)\u{1F}\(identifier.value)".utf8), purpose: "tombstones")
        }
        let graph = IdentityGraph(store: store, rules: IdentityRules(settings), tombstoneHash: tombstone)
        try await graph.reload()
        let dictionary = EventDictionary()
        try await dictionary.load(store)
        let deduplicator = Deduplicator(windowDays: settings.dedupeDays)
        try await store.write(.projection) { tx in try deduplicator.load(in: tx) }
        let profile = ProfileProjection(zone: try TimeZoneRules.named(settings.timeZone))

        let box = SecretBox(
            seal: { try key.seal($0, name: "identify") },
            open: { try key.open($0, name: "identify") })
        let sources = SourceRegistry(store: store, ring: KeyRing(), clock: clock, entropy: entropy, box: box, activity: activity)
        try await sources.start(presetKey: options.environment["LIANLU_WRITE_KEY"])
        let outbox = EventOutbox(store: store)
        let jobs = JobQueue(store: store, clock: clock, entropy: entropy)
        let zone = Mutex(try TimeZoneRules.named(settings.timeZone))
        let secrets = SecretStore(store: store, key: key, clock: clock)
        try await secrets.check()
        let base = RoomBase(
            store: store, graph: graph, jobs: jobs,
            outcomes: Outcomes(outbox: outbox, source: try await sources.systemSource().id, clock: clock), secrets: secrets,
            zone: { zone.withLock { $0 } }, clock: clock, entropy: entropy, logger: logger)
        let outside = Outside(options: options, logger: logger)
        let (rooms, parts) = try await Rooms.open(
            RoomOpening(
                base: base, behaviour: behaviour, dictionary: dictionary, settings: settingsStore, sources: sources, folder: folder,
                accept: { try await inbox.accept($0) },
                http: outside.http, mail: outside.mail, options: options))

        let projector = Projector(
            Projector.Parts(
                store: store, inbox: inbox, behaviour: behaviour, graph: graph, profile: profile, deduplicator: deduplicator,
                dictionary: dictionary, lease: OperationalStores.lease(configuration), reactions: parts.reactions, clock: clock,
                logger: logger))
        try await projector.prepare()

        let feed = LiveFeed()
        let ring = sources.ring
        let collector = Collector(
            grants: { ring.grant(for: $0, at: $1) }, inbox: inbox, clock: clock, live: feed,
            origin: { rooms.touchpoints.originCode(of: $0) })
        let importer = Importer(
            store: store, clock: clock, source: { try await sources.importSource().id }, sink: { try await inbox.accept($0, refused: $1) })

        let accounts = Accounts(store: store, clock: clock, entropy: entropy)
        let apiKeys = APIKeys(store: store, clock: clock, entropy: entropy)
        if let preset = options.environment["LIANLU_API_KEY"], !preset.isEmpty {
            if preset.utf8.count < 16 { logger.warning("LIANLU_API_KEY is short; use a long random text, e.g. `openssl rand -hex 24`") }
            try await apiKeys.preset(preset)
        }
        try await OrganisationTree(store: store, clock: clock).ensureBrand(named: settings.name)

        let work = Work(
            store: store, folder: folder, projector: projector, graph: graph, profile: profile, behaviour: behaviour, inbox: inbox,
            importer: importer,
            accounts: accounts, settings: settingsStore, sources: sources, jobs: jobs, parts: parts, clock: clock, tombstone: tombstone,
            logger: logger)
        try await work.scheduleUpkeep()
        let runner = work.runner()
        for bind in parts.onRunner { bind(runner) }
        for start in parts.start { try await start() }
        let backup = BackupMaker(projector: projector, store: store, behaviour: behaviour, folder: folder, clock: clock)

        var web = WebConfiguration()
        web.publicURL = options.publicURL
        web.listenURL = "http://localhost:\(options.port)"
        web.trustsProxy = options.trustsProxy
        web.consoleFolder = ConsoleFolder.find()
        web.version = Version.text
        web.demo = options.isDemo
        web.requestsPerSecond = 500
        web.requestBurst = 2_000
        let services = Services(
            store: store, inbox: inbox, behaviour: behaviour, graph: graph, accounts: accounts,
            tree: OrganisationTree(store: store, clock: clock),
            apiKeys: apiKeys, audit: AuditLog(store: store, clock: clock), settings: settingsStore, collector: collector, sources: sources,
            rooms: rooms,
            dictionary: dictionary, feed: feed, importer: importer, jobs: jobs, importFolder: folder.imports,
            pathStatus: { projector.status }, totals: { projector.totals },
            unready: { await Readiness.problem(folder: folder, inbox: inbox, projector: projector) },
            doctor: { DoctorReport.json(try await Doctor(projector).examine()) },
            backup: { try await backup.make(in: $0) },
            settingsChanged: { settings in
                deduplicator.setWindow(days: settings.dedupeDays)
                graph.setRules(IdentityRules(settings))
                if let rules = try? TimeZoneRules.named(settings.timeZone) { zone.withLock { $0 = rules } }
            },
            configuration: web, metrics: WebMetrics(), history: LedgerHistory(), clock: clock, entropy: entropy, startedAt: clock.now,
            logger: logger)
        return Deployment(
            folder: folder, options: options, store: store, inbox: inbox, behaviour: behaviour, projector: projector, services: services,
            accounts: accounts, jobs: runner, outbox: outbox, parts: parts, outside: outside, sources: sources, feed: feed,
            logger: logger)
    }
}

extension Settings {
    /// The defaults, with the kinds of identifier as they are ruled until somebody changes one.
    static var withStandardIdentity: Settings {
        var settings = Settings()
        settings.identity = IdentityRules.standard.kinds
            .map { IdentityKind(kind: $0.key.rawValue, strength: $0.value.strength.name, exclusive: $0.value.exclusive) }
            .sorted { $0.kind < $1.kind }
        return settings
    }
}

extension IdentityRules {
    /// The standard rules with what the settings change.
    init(_ settings: Settings) {
        self = .standard
        for kind in settings.identity {
            let strength = Strength.allCases.first { $0.name == kind.strength } ?? .weak
            let verified = max(strength, kinds[IdentifierKind(kind.kind)]?.verified ?? strength)
            kinds[IdentifierKind(kind.kind)] = KindRule(strength, exclusive: kind.exclusive, verified: verified)
        }
    }
}

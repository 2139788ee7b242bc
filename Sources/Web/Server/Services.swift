public import Behaviour
public import Collect
public import Identify
public import Logging
public import Organisation
public import Path
public import Storage
public import Vocabulary

/// Everything the HTTP side works with, put together by App (or by a test): pure composition.
public struct Services: Sendable {
    /// Operational store.
    public var store: any OperationalStore
    /// Accepted batches.
    public var inbox: any Inbox
    /// Behavioural store.
    public var behaviour: any BehaviourStore
    /// Who is who.
    public var graph: IdentityGraph
    /// Accounts of the console.
    public var accounts: Accounts
    /// The organisation tree.
    public var tree: OrganisationTree
    /// Keys of programs.
    public var apiKeys: APIKeys
    /// The audit log.
    public var audit: AuditLog
    /// Settings of the deployment.
    public var settings: SettingsStore
    /// The door for events.
    public var collector: Collector
    /// Sources and their keys.
    public var sources: SourceRegistry
    /// The rooms to the right of Profile.
    public var rooms: Rooms
    /// Event names.
    public var dictionary: EventDictionary
    /// What arrives, for those who watch.
    public var feed: LiveFeed
    /// Brings files in.
    public var importer: Importer
    /// Background work: imports and erasures are queued here, in the transaction that asks for them.
    public var jobs: JobQueue
    /// Folder for uploaded files and exports under way.
    public var importFolder: String
    /// How the projector is doing.
    public var pathStatus: @Sendable () -> PathStatus
    /// Verdict totals at the behaviour watermark.
    public var totals: @Sendable () -> BehaviourProgress
    /// Why events cannot be taken or stored now, or nil.
    public var unready: @Sendable () async -> LianluError?
    /// Counts everything again (`lianlu doctor`).
    public var doctor: @Sendable () async throws -> JSONValue
    /// Copies all stores at one watermark into a folder (`lianlu backup`).
    public var backup: @Sendable (String) async throws -> JSONValue
    /// Called after settings changed, so that running parts take them over.
    public var settingsChanged: @Sendable (Settings) async -> Void
    /// How the HTTP side behaves.
    public var configuration: WebConfiguration
    /// What the HTTP side counts.
    public var metrics: WebMetrics
    /// Samples of the ledger.
    public var history: LedgerHistory
    /// Time of day.
    public var clock: WallClock
    /// Random bytes.
    public var entropy: Entropy
    /// When the process started.
    public var startedAt: Instant
    /// Where to log.
    public var logger: Logger

    /// Collects the parts.
    public init(
        store: any OperationalStore, inbox: any Inbox, behaviour: any BehaviourStore, graph: IdentityGraph, accounts: Accounts,
        tree: OrganisationTree, apiKeys: APIKeys, audit: AuditLog, settings: SettingsStore, collector: Collector,
        sources: SourceRegistry, rooms: Rooms, dictionary: EventDictionary, feed: LiveFeed, importer: Importer, jobs: JobQueue,
        importFolder: String,
        pathStatus: @escaping @Sendable () -> PathStatus, totals: @escaping @Sendable () -> BehaviourProgress,
        unready: @escaping @Sendable () async -> LianluError?, doctor: @escaping @Sendable () async throws -> JSONValue,
        backup: @escaping @Sendable (String) async throws -> JSONValue, settingsChanged: @escaping @Sendable (Settings) async -> Void,
        configuration: WebConfiguration, metrics: WebMetrics, history: LedgerHistory, clock: WallClock, entropy: Entropy,
        startedAt: Instant, logger: Logger
    ) {
        self.store = store
        self.inbox = inbox
        self.behaviour = behaviour
        self.graph = graph
        self.accounts = accounts
        self.tree = tree
        self.apiKeys = apiKeys
        self.audit = audit
        self.settings = settings
        self.collector = collector
        self.sources = sources
        self.rooms = rooms
        self.dictionary = dictionary
        self.feed = feed
        self.importer = importer
        self.jobs = jobs
        self.importFolder = importFolder
        self.pathStatus = pathStatus
        self.totals = totals
        self.unready = unready
        self.doctor = doctor
        self.backup = backup
        self.settingsChanged = settingsChanged
        self.configuration = configuration
        self.metrics = metrics
        self.history = history
        self.clock = clock
        self.entropy = entropy
        self.startedAt = startedAt
        self.logger = logger
    }
}

public import Behaviour
public import Collect
public import Identify
public import Logging
public import Organisation
import Path
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
    /// Event names.
    public var dictionary: EventDictionary
    /// What arrives, for those who watch.
    public var feed: LiveFeed
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
    /// When the process started.
    public var startedAt: Instant
    /// Where to log.
    public var logger: Logger
}

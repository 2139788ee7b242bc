import Collect
public import Logging
public import Organisation
public import Storage
public import Vocabulary

/// Everything the HTTP side works with, put together by App (or by a test): pure composition.
public struct Services: Sendable {
    /// Operational store.
    public var store: any OperationalStore
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
    /// How the HTTP side behaves.
    public var configuration: WebConfiguration
    /// What the HTTP side counts.
    public var metrics: WebMetrics
    /// Time of day.
    public var clock: WallClock
    /// Where to log.
    public var logger: Logger
}

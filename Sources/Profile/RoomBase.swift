public import Identify
public import Logging
public import Storage
public import Vocabulary

/// What every room to the right of Profile works with.
public struct RoomBase: Sendable {
    /// Operational store.
    public var store: any OperationalStore
    /// Who is who.
    public var graph: IdentityGraph
    /// Leased jobs and commands to other rooms.
    public var jobs: JobQueue
    /// Events that come back.
    public var outcomes: Outcomes
    /// Secrets at rest.
    public var secrets: SecretStore
    /// The deployment's time zone, as it is set now.
    public var zone: @Sendable () -> TimeZoneRules
    /// Time of day.
    public var clock: WallClock
    /// Random bytes.
    public var entropy: Entropy
    /// Where to log.
    public var logger: Logger

    /// Collects the parts.
    public init(
        store: any OperationalStore, graph: IdentityGraph, jobs: JobQueue, outcomes: Outcomes, secrets: SecretStore,
        zone: @escaping @Sendable () -> TimeZoneRules, clock: WallClock, entropy: Entropy, logger: Logger
    ) {
        self.store = store
        self.graph = graph
        self.jobs = jobs
        self.outcomes = outcomes
        self.secrets = secrets
        self.zone = zone
        self.clock = clock
        self.entropy = entropy
        self.logger = logger
    }

    /// Reads customers.
    public var reader: ProfileReader { ProfileReader(graph: graph) }
}

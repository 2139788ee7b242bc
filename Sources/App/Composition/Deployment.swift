import Behaviour
import Collect
import Crypto
import Foundation
import Hummingbird
import Identify
import Logging
import Organisation
import Path
import Profile
import ServiceLifecycle
import Storage
import Synchronization
import Vocabulary
import Web

/// One running deployment: every room opened and joined. This is the only place that knows them all.
final class Deployment: Sendable {
    /// How it runs.
    struct Options: Sendable {
        var host = "0.0.0.0"
        var port = 8170
        /// false: only the Unix socket (commands that open the folder themselves).
        var listensOnPort = true
        var publicURL: String?
        var trustsProxy = false
        var inboxCapBytes = 512 << 20
        var behaviourMemoryMegabytes: Int?
        var isDemo = false
        /// The stand-ins of outside platforms run inside (`lianlu sandbox`, `lianlu demo`).
        var hasSandbox = false
        /// Outgoing calls may reach private networks (LIANLU_ALLOW_PRIVATE_CALLS=1; the demo, whose sandbox lives on loopback).
        var allowsPrivateCalls = ProcessInfo.processInfo.environment["LIANLU_ALLOW_PRIVATE_CALLS"] == "1"
        var logLevel = Logger.Level.info
        var environment = ProcessInfo.processInfo.environment
    }

    let folder: DataFolder
    let options: Options
    let store: any OperationalStore
    let inbox: any Inbox
    let behaviour: any BehaviourStore
    let projector: Projector
    let services: Services
    let accounts: Accounts
    let jobs: JobRunner
    let outbox: EventOutbox
    let parts: RoomParts
    let outside: Outside
    let sources: SourceRegistry
    let feed: LiveFeed
    let logger: Logger
    private let running = Mutex<ServiceGroup?>(nil)

    init(
        folder: DataFolder, options: Options, store: any OperationalStore, inbox: any Inbox, behaviour: any BehaviourStore,
        projector: Projector,
        services: Services, accounts: Accounts, jobs: JobRunner, outbox: EventOutbox, parts: RoomParts, outside: Outside,
        sources: SourceRegistry, feed: LiveFeed, logger: Logger
    ) {
        self.folder = folder
        self.options = options
        self.store = store
        self.inbox = inbox
        self.behaviour = behaviour
        self.projector = projector
        self.services = services
        self.accounts = accounts
        self.jobs = jobs
        self.outbox = outbox
        self.parts = parts
        self.outside = outside
        self.sources = sources
        self.feed = feed
        self.logger = logger
    }

    func setRunning(_ group: ServiceGroup) { running.withLock { $0 = group } }

    func group() -> ServiceGroup? { running.withLock { $0 } }
}

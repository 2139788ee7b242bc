public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Puts the HTTP side together: routes over ``Services``, the hot path of ingestion, the console's files.
///
///     let server = LianluServer(services)
///     let app = server.application(host: "0.0.0.0", port: 8170)
///     let local = server.application(socket: folder.socket)   // acts as admin: only the folder's owner can open it
public struct LianluServer: Sendable {
    /// Answers requests; for tests in process.
    public let responder: FrontDoor
    private let logger: Logger

    /// Every route, for the test that holds openapi.yaml against them.
    package let routes: [RouteSummary]

    /// The HTTP side over these parts.
    public init(_ services: Services) {
        let built = Self.routes(services)
        responder = FrontDoor(
            ingest: IngestDoor(
                collector: services.collector, metrics: services.metrics, clock: services.clock, logger: services.logger,
                limit: services.configuration.ingestBodyBytes,
                trustsProxy: services.configuration.trustsProxy),
            router: built.router.buildResponder())
        routes = built.entries.map {
            RouteSummary(
                method: $0.method, path: $0.path, permission: $0.access.permission, isOpen: $0.access == .open || $0.access == .visitor)
        }
        logger = services.logger
        ServiceGauges.add(services)
    }

    /// A service that listens on a TCP port.
    public func application(host: String, port: Int, onRunning: @escaping @Sendable (Int?) async -> Void = { _ in })
        -> some ApplicationProtocol
    {
        application(.hostname(host, port: port), onRunning: onRunning)
    }

    /// A service that listens on a Unix socket, whose callers are administrators.
    public func application(socket path: String) -> some ApplicationProtocol { application(.unixDomainSocket(path: path)) { _ in } }

    private func application(_ address: BindAddress, onRunning: @escaping @Sendable (Int?) async -> Void) -> Application<FrontDoor> {
        Application(
            responder: responder,
            server: HTTPServerBuilder { [door = responder.ingest] respond in
                EventChannel(base: HTTP1Channel(responder: respond), door: door, idleTimeout: .seconds(75))
            },
            configuration: ApplicationConfiguration(address: address, serverName: nil, backlog: 1024),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) }, logger: logger)
    }

    static func routes(_ services: Services) -> RouteTable {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: OuterMiddleware(
                services: services, console: ConsoleFiles(folder: services.configuration.consoleFolder), metrics: services.metrics))
        let routes = RouteTable(router: router, gate: Gate(services: services))
        OperationsRoutes.add(to: routes)
        SessionRoutes.add(to: routes)
        UserRoutes.add(to: routes)
        OrganisationRoutes.add(to: routes)
        APIKeyRoutes.add(to: routes)
        ActorRoutes.add(to: routes)
        AuditRoutes.add(to: routes)
        SettingsRoutes.add(to: routes)
        SourceRoutes.add(to: routes)
        LiveRoutes.add(to: routes)
        LedgerRoutes.add(to: routes)
        HealthRoutes.add(to: routes)
        DictionaryRoutes.add(to: routes)
        CustomerRoutes.add(to: routes)
        IdentityRoutes.add(to: routes)
        TimelineRoutes.add(to: routes)
        ProfileRoutes.add(to: routes)
        PrivacyRoutes.add(to: routes)
        ConflictRoutes.add(to: routes)
        TagRoutes.add(to: routes)
        CommerceRoutes.add(to: routes)
        TrendRoutes.add(to: routes)
        OverviewRoutes.add(to: routes)
        ImportRoutes.add(to: routes)
        ExportRoutes.add(to: routes)
        TouchpointRoutes.add(to: routes)
        LeadRoutes.add(to: routes)
        JourneyRoutes.add(to: routes)
        DeliverRoutes.add(to: routes)
        MediaRoutes.add(to: routes)
        SandboxRoutes.add(to: routes)
        return routes
    }
}

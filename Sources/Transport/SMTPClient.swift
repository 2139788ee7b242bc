import NIOCore
import NIOPosix
import NIOSSL
public import Vocabulary

/// The live mail client behind ``MailSender``: one connection a message, STARTTLS or TLS, AUTH PLAIN.
public struct SMTPClient: Sendable {
    private let wall: AddressGuard

    /// A client; without `allowsPrivate` servers in private networks cannot be reached.
    public init(allowsPrivate: Bool) { wall = AddressGuard(allowsPrivate: allowsPrivate) }

    /// The client as a value.
    public var sender: MailSender { MailSender { message, server in try await self.send(message, through: server) } }

    private func send(_ message: MailMessage, through server: MailServer) async throws -> String {
        let mime = try MIMEMessage(message)
        let wall = wall
        let group = MultiThreadedEventLoopGroup.singleton
        let addresses = try await NIOThreadPool.singleton.runIfActive { try wall.resolve(server.host) }
        let loop = group.next()
        let result = loop.makePromise(of: String.self)
        let conversation = SMTPConversation(mime, server, result)
        let tls = server.security == .none ? nil : try NIOSSLContext(configuration: .makeClientConfiguration())
        let channel: any NIOCore.Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(10))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if server.security == .tls, let tls {
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: tls, serverHostname: Self.name(server.host)))
                        }
                        conversation.tls = tls
                        try channel.pipeline.syncOperations.addHandler(conversation)
                    }
                }
                .connect(host: addresses[0], port: server.port).get()
        } catch {
            result.fail(error)
            throw OutsideError.notSent("No connection to \(server.host):\(server.port): \(error).")
        }
        let timeout = loop.scheduleTask(in: .seconds(60)) { channel.close(promise: nil) }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        return try await result.futureResult.get()
    }

    /// A name for SNI; addresses have none.
    static func name(_ host: String) -> String? { host.contains(where: \.isLetter) && !host.contains(":") ? host : nil }
}

public import Hummingbird
import NIOCore

/// What travels with one request.
public struct WebContext: RequestContext {
    /// Hummingbird's part.
    public var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    /// The context of a request that just arrived.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Network address of the peer; "" in process and over the Unix socket.
    public var peer: String { channel.remoteAddress?.ipAddress ?? "" }

    /// Whether it came through the Unix socket in the data folder, which only the owner of that folder can open.
    public var isLocalSocket: Bool {
        if case .unixDomainSocket? = channel.localAddress { true } else { false }
    }
}

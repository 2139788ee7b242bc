import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Counts the requests of a connection that Hummingbird answers, between its HTTP reader and the rest, for the ``EventHandler`` in front.
final class GeneralRequests: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Whether the body of a request is still coming.
    private(set) var isReading = false
    /// Heads that the HTTP reader made out so far.
    private(set) var seen = 0
    private var unanswered = 0
    /// Whether the connection ends once everything is answered.
    var endsWhenIdle = false
    /// Called whenever a part of a request or an answer goes by.
    var onActivity: () -> Void = {}

    /// Whether a request was not answered yet.
    var isBusy: Bool { unanswered > 0 }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            seen &+= 1
            unanswered += 1
            isReading = true
        case .body: break
        case .end: isReading = false
        }
        onActivity()
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        unanswered = max(0, unanswered - 1)
        onActivity()
        guard unanswered == 0, endsWhenIdle else {
            context.write(data, promise: promise)
            return
        }
        let written = promise ?? context.eventLoop.makePromise()
        context.writeAndFlush(data, promise: written)
        let closing = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in closing.value.close(promise: nil) }
    }
}

@available(*, unavailable)
extension GeneralRequests: Sendable {}

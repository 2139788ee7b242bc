import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers events on the connection's own event loop; everything else passes through to Hummingbird.
///
/// A request of a few hundred bytes costs less than the tasks and thread changes of the general way. Taken here are requests to ingestion paths whose body
/// is announced and at most ``mostBytes`` long, while no other request of the connection waits for its answer; answers keep the order of requests.
final class EventHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The largest body read here, in bytes: about a millisecond of work for an event loop.
    static let mostBytes = 128 << 10

    private enum State {
        case passing
        case collecting
        case answering
        /// The last answer is on its way; what still arrives is dropped.
        case ended
    }

    private let door: IngestDoor
    private var context: ChannelHandlerContext?
    private var state = State.passing
    private var request: IngestDoor.Incoming?
    /// The peer's address; asked once.
    private var peer: String?
    /// Requests that Hummingbird has not answered yet.
    private var others = 0
    /// What arrived behind the request being answered, its closed input and a wish to read more.
    private var waiting: CircularBuffer<HTTPRequestPart> = []
    private var failure: (any Error)?
    private var inputClosed = false
    private var wantsToRead = false
    private var isCatchingUp = false

    init(_ door: IngestDoor) { self.door = door }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if state == .answering { waiting.append(part) } else { take(part, context) }
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.passing, .head(let head)):
            if others == 0, let incoming = incoming(head, context) {
                request = incoming
                state = .collecting
            } else {
                others += 1
                context.fireChannelRead(wrapInboundOut(part))
            }
        case (.collecting, .body(let bytes)): request?.body.append(contentsOf: bytes.readableBytesView)
        case (.collecting, .end): answer(context)
        case (.ended, _): break
        default: context.fireChannelRead(wrapInboundOut(part))
        }
    }

    private func incoming(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> IngestDoor.Incoming? {
        guard head.method == .post || head.method == .get || head.method == .options, head.headerFields[.expect] == nil,
            head.headerFields[.transferEncoding] == nil, let (path, query) = IngestPaths.match(head.path ?? "")
        else { return nil }
        let announced = head.headerFields[.contentLength].map { Int($0) ?? .max } ?? 0
        guard announced <= min(Self.mostBytes, door.limit) else { return nil }
        let peer = peer ?? context.remoteAddress?.ipAddress ?? ""
        self.peer = peer
        var incoming = IngestDoor.Incoming(head: head, path: path, query: query, peer: peer)
        incoming.body.reserveCapacity(min(announced, 16 << 10))
        return incoming
    }

    // MARK: Answers

    private func answer(_ context: ChannelHandlerContext) {
        state = .answering
        guard let request = self.request.take() else { return }
        let loop = context.eventLoop
        let own = NIOLoopBound(self, eventLoop: loop)
        door.accept(request, hop: { loop.execute($0) }, answer: { own.value.send($0) })
    }

    private func send(_ answer: IngestDoor.Answer) {
        // The connection ended meanwhile: the events are stored, and the sender repeats them under the same ids.
        guard let context else { return }
        context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
        if answer.body.readableBytes > 0 { context.write(wrapOutboundOut(.body(answer.body)), promise: nil) }
        if answer.closes {
            state = .ended
            waiting.removeAll()
            let closing = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in closing.value.close(promise: nil) }
        } else {
            state = .passing
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            catchUp(context)
        }
    }

    /// Takes what arrived meanwhile, until the next answer has to be waited for. A loop, because answers that need no disk come at once.
    private func catchUp(_ context: ChannelHandlerContext) {
        if isCatchingUp { return }
        isCatchingUp = true
        let took = !waiting.isEmpty
        while state != .answering, let part = waiting.popFirst() { take(part, context) }
        isCatchingUp = false
        // Hummingbird's side hands on what it was given when a round of reading is complete; that of these parts was over before they went on.
        if took { context.fireChannelReadComplete() }
        guard state != .answering else { return }
        if let failure {
            self.failure = nil
            context.fireErrorCaught(failure)
        }
        if inputClosed {
            inputClosed = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        if wantsToRead {
            wantsToRead = false
            context.read()
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { others = max(0, others - 1) }
        context.write(data, promise: promise)
    }

    // MARK: Back-pressure and the end of input

    func read(context: ChannelHandlerContext) {
        // Who sends on without waiting for the answer is not read from until it is out.
        if state == .answering, !waiting.isEmpty { wantsToRead = true } else { context.read() }
    }

    /// What came after the request being answered was no HTTP: its refusal must not overtake the answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .answering: failure = error
        case .ended: break
        case .passing, .collecting: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if state == .answering, let event = event as? ChannelEvent, event == .inputClosed {
            inputClosed = true
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}

@available(*, unavailable)
extension EventHandler: Sendable {}

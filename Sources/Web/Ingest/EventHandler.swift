import NIOCore

/// Answers events on the connection's own event loop, straight from the bytes on the wire; everything else passes through to Hummingbird.
///
/// A request of a few hundred bytes costs less than reading its head into objects, let alone the tasks and thread changes of the general way. Answered here
/// are requests to ingestion paths with a plain head (``PlainHead``) and an announced body of at most ``mostBytes``, while no other request of the
/// connection waits for its answer; answers keep the order of requests. It stands at the head of the pipeline, so it also decides when a connection has been
/// idle for too long and when it ends because the server stops.
final class EventHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The largest body read here, in bytes: about a millisecond of work for an event loop.
    static let mostBytes = 128 << 10

    private enum State {
        /// A head comes next, or stands at the start of what waits.
        case head
        /// The head of an event stands at the start of what waits; its body is not whole yet.
        case collecting(PlainHead, IngestPaths.Match)
        /// An event's answer is on its way from the disk.
        case answering
        /// So many bytes of a request that Hummingbird answers are still to come.
        case passing(Int)
        /// Only Hummingbird knows where requests end.
        case opaque
        /// The last answer is on its way; what still arrives is dropped.
        case ended
    }

    /// Reads, checks and stores a request; the answer comes on the event loop, maybe at once.
    typealias Accept =
        (
            _ head: PlainHead, _ match: IngestPaths.Match, _ body: [UInt8], _ peer: String,
            _ answer: @escaping @Sendable (IngestDoor.Answer) -> Void
        ) -> Void

    private let accept: Accept
    /// The largest body that may be answered at all, in bytes.
    private let limit: Int
    let requests: GeneralRequests
    let idleTimeout: TimeAmount
    private(set) var context: ChannelHandlerContext?
    private var state = State.head
    /// Bytes not yet taken.
    private var waiting: ByteBuffer?
    /// So many of them were searched for the end of a head.
    private var searched = 0
    /// The peer's address; asked once.
    private var peer: String?
    private var failure: (any Error)?
    private var inputClosed = false
    private(set) var isOutputGone = false
    private var wantsToRead = false
    private var isTaking = false
    private var passedOn = false
    private(set) var lastActive = NIODeadline.uptimeNanoseconds(0)
    var idleTimer: Scheduled<Void>?

    init(limit: Int, requests: GeneralRequests, idleTimeout: TimeAmount, accept: @escaping Accept) {
        self.accept = accept
        self.limit = limit
        self.requests = requests
        self.idleTimeout = idleTimeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        requests.onActivity = { [unowned self] in lastActive = context.eventLoop.now }
        lastActive = context.eventLoop.now
        watchIdle(context, idleTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        idleTimer?.cancel()
        idleTimer = nil
        requests.onActivity = {}
        self.context = nil
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if waiting != nil {
            // Else what was taken would stay in front of what follows for as long as the sender never pauses between requests.
            waiting!.discardReadBytes()
            waiting!.writeBuffer(&bytes)
        } else {
            waiting = bytes
        }
        take(context)
        endIfDone(context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Hummingbird's side hands on what it was given when a round of reading is complete.
        guard passedOn else { return }
        passedOn = false
        context.fireChannelReadComplete()
    }

    /// Takes what waits, until more bytes, an answer or a reader of answers have to be waited for. A loop, because answers that need no disk come at once.
    private func take(_ context: ChannelHandlerContext) {
        if isTaking { return }
        isTaking = true
        defer { isTaking = false }
        while let bytes = waiting, bytes.readableBytes > 0 {
            switch state {
            case .head: guard context.channel.isWritable, begin(context) else { return }
            case .collecting(let head, let match):
                guard bytes.readableBytes >= head.length + head.bodyLength else {
                    lastActive = context.eventLoop.now
                    return
                }
                answer(head, match, context)
            case .passing(let left):
                pass(min(left, bytes.readableBytes), context)
                state = left > bytes.readableBytes ? .passing(left - bytes.readableBytes) : .head
            case .opaque: pass(bytes.readableBytes, context)
            case .answering: return
            case .ended: waiting = nil
            }
        }
        if waiting?.readableBytes == 0 { waiting = nil }
    }

    /// Looks at the head that stands at the start of what waits; false when it is not whole.
    private func begin(_ context: ChannelHandlerContext) -> Bool {
        guard let bytes = waiting else { return false }
        switch bytes.withUnsafeReadableBytes({ PlainHead.read($0, searched: searched) }) {
        case .incomplete:
            searched = bytes.readableBytes
            return false
        case .unusual: state = .opaque
        case .head(let head):
            if !requests.isBusy, !head.isSpecial, head.bodyLength <= min(Self.mostBytes, limit),
                head.method == "POST" || head.method == "GET" || head.method == "OPTIONS", let match = IngestPaths.match(head.target)
            {
                state = .collecting(head, match)
            } else {
                handOn(head, context)
            }
        }
        searched = 0
        return true
    }

    /// Leaves a request to Hummingbird.
    private func handOn(_ head: PlainHead, _ context: ChannelHandlerContext) {
        let before = requests.seen
        pass(head.length, context)
        if requests.seen != before + 1 || head.closes {
            // Its reader did not take the head, and refuses it; or nothing may follow. Either way the last word on this connection is not ours.
            state = .opaque
        } else {
            state = head.bodyLength > 0 ? .passing(head.bodyLength) : .head
        }
    }

    private func pass(_ count: Int, _ context: ChannelHandlerContext) {
        guard let bytes = waiting?.readSlice(length: count) else { return }
        passedOn = true
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    // MARK: Answers

    private func answer(_ head: PlainHead, _ match: IngestPaths.Match, _ context: ChannelHandlerContext) {
        state = .answering
        let peer = peer ?? context.remoteAddress?.ipAddress ?? ""
        self.peer = peer
        waiting?.moveReaderIndex(forwardBy: head.length)
        let body = waiting?.readBytes(length: head.bodyLength) ?? []
        let own = NIOLoopBound(self, eventLoop: context.eventLoop)
        accept(head, match, body, peer) { own.value.send($0) }
    }

    private func send(_ answer: IngestDoor.Answer) {
        // The connection ended meanwhile: the events are stored, and the sender repeats them under the same ids.
        guard let context else { return }
        lastActive = context.eventLoop.now
        guard !answer.closes else {
            end(context, after: answer.bytes)
            return
        }
        state = isOutputGone ? .ended : .head
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(answer.bytes)), promise: nil)
        if !isTaking { goOn(context) }
    }

    /// Closes the connection once these bytes, and all before, are on their way; takes nothing more.
    func end(_ context: ChannelHandlerContext, after bytes: ByteBuffer = ByteBuffer()) {
        state = .ended
        waiting = nil
        let closing = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes))).whenComplete { _ in closing.value.close(promise: nil) }
    }

    /// Takes up what had to wait: requests, then what was put off until they are answered.
    private func goOn(_ context: ChannelHandlerContext) {
        take(context)
        // What was handed on here belongs to a round of reading that is over.
        channelReadComplete(context: context)
        guard !isAnswering, context.channel.isWritable else { return }
        if let failure {
            self.failure = nil
            context.fireErrorCaught(failure)
        }
        if inputClosed {
            inputClosed = false
            endInput(context)
            return
        }
        endIfDone(context)
        if wantsToRead {
            wantsToRead = false
            read(context: context)
        }
    }

    var isEnded: Bool { if case .ended = state { true } else { false } }

    /// Whether the rest of a request is awaited, or of whatever Hummingbird reads.
    private var isMidRequest: Bool {
        switch state {
        case .collecting, .passing, .opaque: true
        case .head, .answering, .ended: false
        }
    }

    /// Memory held for bytes not yet taken, in bytes; for tests.
    var keptBytes: Int { waiting?.capacity ?? 0 }

    var isAnswering: Bool { if case .answering = state { true } else { false } }

    /// Whether somebody waits for an answer, or is still asking.
    var isBusy: Bool {
        switch state {
        case .answering, .collecting: true
        default: requests.isBusy
        }
    }

    // MARK: Back-pressure and the end of input

    func read(context: ChannelHandlerContext) {
        // When the server stops, what was asked is heard to its end, and nothing new.
        if requests.endsWhenIdle, !isMidRequest {
            wantsToRead = true
            return
        }
        // Who sends on without waiting for the answer, or without reading it, is not read from until it is out.
        if waiting != nil, isAnswering || !context.channel.isWritable { wantsToRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, !isTaking { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    /// What came after the request being answered failed: that must not overtake the answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state {
        case .answering: failure = error
        case .ended: break
        default: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            stop(context)
        case let event as ChannelEvent where event == .inputClosed:
            if isAnswering || !context.channel.isWritable { inputClosed = true } else { endInput(context) }
        case let event as ChannelEvent where event == .outputClosed:
            // Nothing can be answered any more, so nothing is taken.
            isOutputGone = true
            if !isAnswering { state = .ended }
            context.fireUserInboundEventTriggered(event)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// A head or body that broke off is Hummingbird's to refuse.
    private func endInput(_ context: ChannelHandlerContext) {
        switch state {
        case .head, .collecting:
            if let waiting, waiting.readableBytes > 0 {
                state = .opaque
                pass(waiting.readableBytes, context)
            }
        default: break
        }
        channelReadComplete(context: context)
        // Hummingbird closes the connection when it learns of this: not before the answers are out.
        let own = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer()))).whenComplete { _ in
            own.value.context?.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }
}

@available(*, unavailable)
extension EventHandler: Sendable {}

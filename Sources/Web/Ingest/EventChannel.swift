import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An HTTP/1.1 connection: an ``EventHandler`` in front, behind it what Hummingbird needs to answer everything else.
///
///     bytes → EventHandler → HTTP reader and writer → HTTPTypes → GeneralRequests → Hummingbird
struct EventChannel: ServerChildChannel {
    let base: HTTP1Channel
    let door: IngestDoor
    /// How long a connection may rest between requests.
    let idleTimeout: TimeAmount
    private let mails = LoopMails()

    init(base: HTTP1Channel, door: IngestDoor, idleTimeout: TimeAmount) {
        self.base = base
        self.door = door
        self.idleTimeout = idleTimeout
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let requests = GeneralRequests()
            let mail = mails.of(channel.eventLoop)
            try pipeline.addHandler(
                EventHandler(limit: door.limit, requests: requests, idleTimeout: idleTimeout) { [door] head, match, body, peer, answer in
                    door.accept(head, match, body: body, peer: peer, hop: mail.deliver, answer: answer)
                })
            // The limits of heads are those of Hummingbird; several requests at once are its channel's to order, and errors its application's to answer.
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = base.configuration.httpDecoder.maxHeaderFieldSize
            limits.maxHeaderListSize = base.configuration.httpDecoder.maxHeaderListSize
            limits.maxHeaderFieldCount = base.configuration.httpDecoder.maxHeaderFieldCount
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(requests)
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import Web

/// The handler in front of a connection, without a network: whose turn it is, when it rests, when it ends.
@Suite struct EventHandlerTests {
    /// A connection with the handler in front of what counts Hummingbird's requests; answers of events are given by the test.
    private final class Connection {
        let channel = EmbeddedChannel()
        let requests = GeneralRequests()
        /// Bodies of events that wait for their answer, and how to give it.
        nonisolated(unsafe) var events: [(body: [UInt8], answer: @Sendable (IngestDoor.Answer) -> Void)] = []
        /// Bytes that went on to Hummingbird.
        nonisolated(unsafe) var passed = ""

        init(answersAtOnce: Bool = false) throws {
            let handler = EventHandler(limit: 1 << 20, requests: requests, idleTimeout: .seconds(75)) {
                [unowned self] _, _, body, _, answer in
                if answersAtOnce { answer(Self.answer("now")) } else { events.append((body, answer)) }
            }
            try channel.pipeline.syncOperations.addHandlers([handler, Reader(self), requests])
            _ = try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        static func answer(_ text: String, closes: Bool = false) -> IngestDoor.Answer {
            IngestDoor.Answer(bytes: ByteBuffer(string: text), closes: closes)
        }

        func receive(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

        /// Everything written to the wire so far.
        func sent() throws -> String {
            var out = ""
            while let part = try channel.readOutbound(as: IOData.self) {
                if case .byteBuffer(let bytes) = part { out += String(buffer: bytes) }
            }
            return out
        }

        func rest(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
        var isOpen: Bool { channel.isActive }
        func stop() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        func endGeneral() throws { try channel.writeOutbound(HTTPResponsePart.end(nil)) }
    }

    /// Stands for the HTTP reader and writer: the test's general requests are "GET /x …", whole in one piece, or longer by a body.
    private final class Reader: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = IOData
        private unowned let connection: Connection
        init(_ connection: Connection) { self.connection = connection }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            connection.passed += text
            if text.contains(" HTTP/1.1\r\n") {
                let head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/x")
                context.fireChannelRead(wrapInboundOut(.head(head)))
                if !text.contains("Content-Length") { context.fireChannelRead(wrapInboundOut(.end(nil))) }
            }
        }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if case .end = unwrapOutboundIn(data) {
                context.write(wrapOutboundOut(.byteBuffer(ByteBuffer(string: "[general]"))), promise: promise)
            }
        }
    }

    private static func event(_ body: String) -> String {
        "POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
    private static let general = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func events_areAnsweredInTheirOrder_oneAtATime() throws {
        let connection = try Connection()
        try connection.receive(Self.event("{1}") + Self.event("{22}") + Self.general)
        #expect(connection.events.map { String(decoding: $0.body, as: UTF8.self) } == ["{1}"])
        connection.events[0].answer(Connection.answer("[one]"))
        #expect(connection.events.count == 2 && connection.passed.isEmpty)
        connection.events[1].answer(Connection.answer("[two]"))
        #expect(connection.passed == Self.general)
        // While Hummingbird has something to answer, events take its way: their answers must not overtake.
        try connection.receive(Self.event("{333}"))
        #expect(connection.events.count == 2 && connection.passed == Self.general + Self.event("{333}"))
        try connection.endGeneral()
        try connection.endGeneral()
        try connection.receive(Self.event("{4}"))
        #expect(connection.events.count == 3)
        #expect(try connection.sent() == "[one][two][general][general]")
    }

    @Test func events_inPieces_andAnsweredAtOnce() throws {
        let connection = try Connection(answersAtOnce: true)
        for byte in Self.event("{1}") + Self.event("{2}") { try connection.receive(String(byte)) }
        try connection.receive(String(repeating: Self.event("{}"), count: 1_000))
        #expect(try connection.sent() == String(repeating: "now", count: 1_002))
        #expect(connection.passed.isEmpty && connection.isOpen)
    }

    @Test func bodiesOfOtherRequests_areNotReadAsRequests() throws {
        let connection = try Connection()
        let inner = Self.event("{}")
        try connection.receive("POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: \(inner.utf8.count)\r\n\r\n")
        try connection.endGeneral()
        try connection.receive(inner)
        #expect(connection.events.isEmpty && connection.passed.hasSuffix(inner))
        try connection.receive(Self.event("{2}"))
        #expect(connection.events.count == 1)
    }

    @Test func whatIsNotPlain_leavesTheConnectionToTheGeneralReader() throws {
        let connection = try Connection()
        try connection.receive("POST /v1/track HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try connection.receive(Self.event("{}"))
        #expect(connection.events.isEmpty && connection.passed.hasSuffix(Self.event("{}")))
    }

    @Test func closing_afterTheAnswer_dropsWhatFollows() throws {
        let connection = try Connection()
        try connection.receive(Self.event("{1}") + Self.event("{2}"))
        connection.events[0].answer(Connection.answer("[bye]", closes: true))
        #expect(connection.events.count == 1 && !connection.isOpen)
        #expect(try connection.sent() == "[bye]")
    }

    @Test func idle_closes_butNobodyWhoWaits() throws {
        let resting = try Connection()
        resting.rest(74)
        #expect(resting.isOpen)
        try resting.receive(Self.event("{}"))
        resting.rest(300)
        #expect(resting.isOpen, "waits for the disk")
        resting.events[0].answer(Connection.answer("ok"))
        resting.rest(74)
        #expect(resting.isOpen)
        resting.rest(2)
        #expect(!resting.isOpen)

        let asking = try Connection()
        try asking.receive(Self.general)
        asking.rest(300)
        #expect(asking.isOpen, "Hummingbird still works on it")
        try asking.endGeneral()
        asking.rest(151)
        #expect(!asking.isOpen)

        let stuck = try Connection()
        try stuck.receive("POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{")
        stuck.rest(160)
        #expect(!stuck.isOpen, "half a body")
    }

    @Test func stopping_answersWhatWasAsked_thenEnds() throws {
        let idle = try Connection()
        idle.stop()
        #expect(!idle.isOpen)

        let event = try Connection()
        try event.receive(Self.event("{}"))
        event.stop()
        #expect(event.isOpen)
        event.events[0].answer(Connection.answer("[last]"))
        #expect(!event.isOpen)
        #expect(try event.sent() == "[last]")

        let general = try Connection()
        try general.receive(Self.general)
        general.stop()
        #expect(general.isOpen)
        try general.endGeneral()
        #expect(!general.isOpen)
        #expect(try general.sent() == "[general]")
    }
}

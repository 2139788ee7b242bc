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
        private(set) var handler: EventHandler!
        /// Bodies of events that wait for their answer, and how to give it.
        nonisolated(unsafe) var events: [(body: [UInt8], answer: @Sendable (IngestDoor.Answer) -> Void)] = []
        /// Bytes that went on to Hummingbird.
        nonisolated(unsafe) var passed = ""

        init(answersAtOnce: Bool = false) throws {
            handler = EventHandler(limit: 1 << 20, requests: requests, idleTimeout: .seconds(75)) {
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

    /// Stands for the HTTP reader and writer: heads of general requests come in one piece, their bodies in another.
    private final class Reader: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = IOData
        private unowned let connection: Connection
        private var isInBody = false
        private var isBroken = false
        init(_ connection: Connection) { self.connection = connection }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            connection.passed += text
            // Stands for a head that the HTTP reader refuses although it looks plain.
            if text.contains("X-Refused") { isBroken = true }
            if isBroken { return }
            if !isInBody {
                let head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/x")
                context.fireChannelRead(wrapInboundOut(.head(head)))
            }
            isInBody = !isInBody && text.contains("Content-Length")
            if !isInBody { context.fireChannelRead(wrapInboundOut(.end(nil))) }
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
        for byte in (Self.event("{1}") + Self.event("{2}")).utf8 { try connection.channel.writeInbound(ByteBuffer(bytes: [byte])) }
        try connection.receive(String(repeating: Self.event("{}"), count: 1_000))
        #expect(try connection.sent() == String(repeating: "now", count: 1_002))
        #expect(connection.passed.isEmpty && connection.isOpen)
    }

    @Test func bodiesOfOtherRequests_areNotReadAsRequests() throws {
        let connection = try Connection()
        let inner = Self.event("{}")
        try connection.receive("POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: \(inner.utf8.count)\r\n\r\n")
        try connection.receive(inner)
        try connection.endGeneral()
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

    @Test func afterARefusedHead_nothingIsAnsweredHere() throws {
        let connection = try Connection()
        try connection.receive("GET /x HTTP/1.1\r\nHost: x\r\nX-Refused: 1\r\n\r\n" + Self.event("{}"))
        #expect(connection.events.isEmpty && connection.passed.hasSuffix(Self.event("{}")))
    }

    @Test func afterTheLastRequestOfAConnection_nothingIsAnsweredHere() throws {
        let connection = try Connection()
        try connection.receive("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        try connection.endGeneral()
        try connection.receive(Self.event("{}"))
        #expect(connection.events.isEmpty)
        let closed = try Connection()
        closed.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        try closed.receive(Self.event("{}"))
        #expect(closed.events.isEmpty)
        let waiting = try Connection()
        try waiting.receive(Self.event("{1}") + Self.event("{2}"))
        waiting.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        waiting.events[0].answer(Connection.answer("ok"))
        #expect(waiting.events.count == 1)
    }

    @Test func aSenderThatNeverPauses_isNotKept() throws {
        let connection = try Connection(answersAtOnce: true)
        let stream = Array(String(repeating: Self.event("{}"), count: 4_000).utf8)
        // Every read ends one byte before a request does.
        let size = Self.event("{}").utf8.count
        var place = 0
        while place < stream.count {
            let end = min(place == 0 ? size - 1 : place + size, stream.count)
            try connection.channel.writeInbound(ByteBuffer(bytes: stream[place..<end]))
            place = end
            #expect(connection.handler.keptBytes < 4 * size)
        }
        #expect(try connection.sent() == String(repeating: "now", count: 4_000))
    }

    @Test func whoDoesNotReadAnswers_isNotAnswered_norReadFrom() throws {
        let connection = try Connection(answersAtOnce: true)
        connection.channel.isWritable = false
        try connection.receive(Self.event("{1}") + Self.event("{2}"))
        #expect(try connection.sent().isEmpty)
        connection.channel.isWritable = true
        connection.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try connection.sent() == "nownow")
    }

    @Test func inputThatEnds_inTheMiddle_isHandedOnWhole() throws {
        let halves = ["POST /v1/track HTTP/1.1\r\nHo", String(Self.event("{123456}").dropLast(3))]
        for half in halves {
            let connection = try Connection()
            try connection.receive(half)
            #expect(connection.passed.isEmpty)
            connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            #expect(connection.passed == half && connection.events.isEmpty)
        }
        // Behind an event that still waits for the disk.
        let connection = try Connection()
        try connection.receive(Self.event("{1}") + halves[1])
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(connection.passed.isEmpty)
        connection.events[0].answer(Connection.answer("[one]"))
        #expect(connection.passed == halves[1])
        #expect(try connection.sent() == "[one]")
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

        let piped = try Connection()
        try piped.receive(Self.event("{1}") + Self.event("{2}"))
        piped.stop()
        piped.events[0].answer(Connection.answer("[one]"))
        #expect(piped.isOpen && piped.events.count == 2)
        piped.events[1].answer(Connection.answer("[two]"))
        #expect(!piped.isOpen)
        #expect(try piped.sent() == "[one][two]")

        let asking = try Connection()
        try asking.receive(String(Self.event("{1}").dropLast(2)))
        asking.stop()
        #expect(asking.isOpen)
        try asking.receive("1}")
        asking.events[0].answer(Connection.answer("[late]"))
        #expect(!asking.isOpen)
        #expect(try asking.sent() == "[late]")

        let spoken = try Connection()
        spoken.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        #expect(spoken.isOpen)
        spoken.stop()
        #expect(!spoken.isOpen, "it only waited for the other side")

        let refused = try Connection(answersAtOnce: true)
        try refused.receive(String(Self.event("{1}").dropLast(2)))
        refused.stop()
        try refused.receive("1}")
        #expect(!refused.isOpen)
        #expect(try refused.sent() == "now")

        let half = try Connection()
        try half.receive(Self.event("{1}") + String(Self.event("{2}").dropLast(2)))
        half.stop()
        half.events[0].answer(Connection.answer("[one]"))
        #expect(half.isOpen)
        try half.receive("2}")
        half.events[1].answer(Connection.answer("[two]"))
        #expect(!half.isOpen)
        #expect(try half.sent() == "[one][two]")

        let slow = try Connection()
        try slow.receive(String(Self.event("{1}").dropLast(2)))
        slow.stop()
        slow.rest(4)
        #expect(slow.isOpen)
        slow.rest(2)
        #expect(!slow.isOpen, "it had five seconds")

        let long = try Connection()
        try long.receive(Self.general)
        long.stop()
        long.rest(29)
        #expect(long.isOpen)
        long.rest(2)
        #expect(!long.isOpen)

        let unread = try Connection(answersAtOnce: true)
        unread.channel.isWritable = false
        try unread.receive(Self.event("{1}"))
        unread.stop()
        #expect(unread.isOpen)
        unread.channel.isWritable = true
        unread.channel.pipeline.fireChannelWritabilityChanged()
        #expect(!unread.isOpen)
        #expect(try unread.sent() == "now")

        let general = try Connection()
        try general.receive(Self.general)
        general.stop()
        #expect(general.isOpen)
        try general.endGeneral()
        #expect(!general.isOpen)
        #expect(try general.sent() == "[general]")
    }
}

import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestKit
import Testing

@testable import Web

/// The reader of plain heads: what it takes, what it leaves, and that it never sees other borders than the general reader.
@Suite struct PlainHeadTests {
    private static func read(_ text: String) -> PlainHead.Reading { read(Array(text.utf8)) }
    private static func read(_ bytes: [UInt8]) -> PlainHead.Reading { bytes.withUnsafeBytes { PlainHead.read($0) } }

    private static func head(_ text: String) -> PlainHead? { if case .head(let head) = read(text) { head } else { nil } }

    private static let common =
        "POST /v1/track?key=a HTTP/1.1\r\nHost: x\r\nUSER-Agent:  Mozilla/5.0 (X11)\t \r\nX-Empty:\r\nContent-Length: 12\r\n\r\n{\"a\":1}"

    @Test func read_takesAWholeHead_andNothingOfTheBody() throws {
        let head = try #require(Self.head(Self.common))
        #expect(head.method == "POST" && head.target == "/v1/track?key=a" && head.bodyLength == 12 && !head.closes && !head.isSpecial)
        #expect(head.headers == ["host": "x", "user-agent": "Mozilla/5.0 (X11)", "x-empty": "", "content-length": "12"])
        #expect(head.length == Self.common.utf8.count - 7)
        #expect(Self.head("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n")?.closes == true)
        #expect(Self.head("GET / HTTP/1.0\r\nHost: x\r\nConnection: close\r\n\r\n")?.closes == true)
        #expect(Self.head("GET / HTTP/1.1\r\nHost: x\r\nAccept: a\r\nAccept: b\r\n\r\n")?.isSpecial == true)
        #expect(Self.head("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")?.isSpecial == true)
    }

    @Test func read_waitsForEveryByteOfTheHead() {
        let bytes = Array(Self.common.utf8)
        for count in 0..<(bytes.count - 7) {
            guard case .incomplete = Self.read(Array(bytes.prefix(count))) else {
                Issue.record("\(count) bytes")
                return
            }
        }
    }

    @Test(arguments: [
        "post / HTTP/1.1\r\nHost: x\r\n\r\n", "PUST / HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nProxy-Connection: close\r\n\r\n", "POST / HTTP/1.0\r\nHost: x\r\n\r\n",
        "POST  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", "POST /a b HTTP/1.1\r\nHost: x\r\n\r\n", "POST /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\nPOST / HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ٣\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nX\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nX: a\nContent-Length: 1\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nX: \u{0}\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nX: 上海\r\n\r\n",
    ])
    func read_leavesTheUnusualAlone(text: String) {
        guard case .unusual = Self.read(text) else {
            Issue.record("\(text.debugDescription): \(Self.read(text))")
            return
        }
    }

    /// What cannot become a plain head is left at once: its sender is told now, not when the connection has been idle for long enough.
    @Test(arguments: [
        "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: x\n", "get", "GETTTTTTT", "G E", "GE\tT", " ", "\r\n", "\n", "\0",
        "é",
    ])
    func read_doesNotWaitForWhatCannotBe(text: String) {
        guard case .unusual = Self.read(text) else {
            Issue.record("\(text.debugDescription): \(Self.read(text))")
            return
        }
    }

    @Test func read_leavesLongHeadsAlone_wholeOrNot() {
        let long = "GET / HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "x", count: PlainHead.mostBytes)
        for text in [long, long + "\r\n\r\n"] {
            guard case .unusual = Self.read(text) else {
                Issue.record("\(text.utf8.count) bytes")
                return
            }
        }
    }

    /// Whatever the plain reader takes, the general reader must cut at the same place: else bytes of one request could pass as another.
    @Test func read_seesTheBordersTheGeneralReaderSees() throws {
        var random = SeededGenerator(seed: 20_261_201)
        let pieces = [
            "POST ", "GET ", "/v1/track", "/", "?a=b", " HTTP/1.1", " HTTP/1.0", "\r\n", "\n", "\r", "Host: x\r\n", "Content-Length: 5\r\n",
            "Content-Length: 0\r\n", "Content-Length: 05\r\n", "content-length:5 \r\n", "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n",
            "Connection: keep-alive\r\n", "X-A:\t b\r\n", "X_B: \u{7f}\r\n", "Content-Length 5\r\n", "CONNECT ", "PUT ", "HEAD ",
            "Proxy-Connection: close\r\n", " ", "\t", ":", "\0", "é",
            "GET /x FOO/9\r\n", "GET  / HTTP/1.1\r\n",
            "Expect: x\r\n",
        ]
        let start = "POST /v1/track HTTP/1.1\r\nHost: x\r\n"
        let body: [UInt8] = Array("\r\n{}\n".utf8)
        let second = Array("GET /second HTTP/1.1\r\nHost: y\r\n\r\n".utf8)
        var taken = 0
        for _ in 0..<20_000 {
            var text = Bool.random(using: &random) ? start : ""
            for _ in 0..<Int.random(in: 0..<7, using: &random) { text += pieces.randomElement(using: &random)! }
            var bytes = Array((text + "\r\n").utf8)
            if Int.random(in: 0..<3, using: &random) == 0 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let reading = Self.read(bytes)
            // What was searched before changes nothing.
            let searched = Int.random(in: 0..<bytes.count, using: &random)
            if case .incomplete = Self.read(Array(bytes.prefix(searched))) {
                #expect(
                    Self.summary(bytes.withUnsafeBytes { PlainHead.read($0, searched: searched) }) == Self.summary(reading),
                    "\(searched) of \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
            guard case .head(let head) = reading else { continue }
            taken += 1
            // After "close" nothing may follow.
            let seen = try Self.generalReader(bytes.prefix(head.length) + body.prefix(head.bodyLength) + (head.closes ? [] : second))
            #expect(
                seen == [Seen(head.method, head.target, head.bodyLength)] + (head.closes ? [] : [Seen("GET", "/second", 0)]),
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        }
        #expect(taken > 1_000)
    }

    private static func summary(_ reading: PlainHead.Reading) -> String {
        switch reading {
        case .incomplete: "incomplete"
        case .unusual: "unusual"
        case .head(let head): "\(head.method) \(head.target) \(head.length) \(head.bodyLength) \(head.closes) \(head.isSpecial)"
        }
    }

    private struct Seen: Equatable {
        var method: String
        var target: String
        var body: Int

        init(_ method: String, _ target: String, _ body: Int) {
            self.method = method
            self.target = target
            self.body = body
        }
    }

    /// What NIO's HTTP reader makes of the bytes.
    private static func generalReader(_ bytes: [UInt8]) throws -> [Seen] {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        var seen: [Seen] = []
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head): seen.append(Seen(head.method.rawValue, head.uri, 0))
            case .body(let bytes): seen[seen.count - 1].body += bytes.readableBytes
            case .end: break
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return seen
    }
}

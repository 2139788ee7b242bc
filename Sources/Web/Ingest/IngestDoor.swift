import Collect
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vocabulary

/// The hot path: body in, Collect, acknowledgement out. No middleware, no session, and a log line only for refusals at level debug: a flood must not fill the disk.
struct IngestDoor: Sendable {
    let collector: Collector
    let metrics: WebMetrics
    let limit: Int
    let trustsProxy: Bool
    private let clock: WallClock
    private let logger: Logger
    private let date = HTTPDate()

    init(collector: Collector, metrics: WebMetrics, clock: WallClock, logger: Logger, limit: Int, trustsProxy: Bool) {
        self.collector = collector
        self.clock = clock
        self.logger = logger
        self.metrics = metrics
        self.limit = limit
        self.trustsProxy = trustsProxy
    }

    /// What goes back on the wire.
    struct Answer: Sendable {
        var bytes: ByteBuffer
        /// The sender asked for the connection to end with this answer.
        var closes: Bool
    }

    /// Answers on the event loop that calls; `hop` comes back to it after the commit.
    ///
    /// `peer` is the network address of the caller; "" over a Unix socket.
    func accept(
        _ head: PlainHead, _ match: IngestPaths.Match, body: [UInt8], peer: String,
        hop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void, answer: @escaping @Sendable (Answer) -> Void
    ) {
        let watch = Stopwatch()
        let received = body.count
        let request = CollectRequest(
            method: head.method, path: String(match.path), query: String(match.query), headers: head.headers, body: body,
            remote: Gate.address(forwarded: head.headers["x-forwarded-for"], peer: peer, trustsProxy: trustsProxy))
        let closes = head.closes
        let path = match.path
        let reply = { @Sendable [self] (reply: CollectReply) in
            let reply = finish(reply, path: path) { RequestID().description }
            count(reply, received: received, watch)
            answer(Answer(bytes: AnswerBytes.make(reply, date: date.line(at: clock.now), closes: closes), closes: closes))
        }
        if Self.isPlain(request) {
            collector.accept(request, hop: hop, reply: reply)
        } else {
            // What unpacks may become a hundred times as large: not on a thread that other connections wait for.
            Task { [collector] in
                let answer = await collector.accept(request)
                hop { reply(answer) }
            }
        }
    }

    /// Whether the body is JSON as it stands, so that its length says how much work it is.
    private static func isPlain(_ request: CollectRequest) -> Bool {
        guard request.headers["content-encoding"] == nil, request.method != "GET" else { return false }
        // Without a body the `data` of the query is read, which may be packed.
        guard let first = request.body.first(where: { $0 > 0x20 }) else { return request.query.isEmpty }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    func respond(_ request: Request, _ context: WebContext, path: Substring, query: Substring) async -> Response {
        let watch = Stopwatch()
        var reply: CollectReply
        var received = 0
        do {
            let body = try await collect(request)
            received = body.count
            reply = await collector.accept(
                Self.request(
                    request.head, path: path, query: query, body: body, remote: Gate.address(request, context, trustsProxy: trustsProxy)))
        } catch {
            reply = refusal(error)
        }
        reply = finish(reply, path: path) { context.id }
        count(reply, received: received, watch)
        return response(reply)
    }

    private static func request(_ head: HTTPRequest, path: Substring, query: Substring, body: [UInt8], remote: String) -> CollectRequest {
        var headers: [String: String] = [:]
        headers.reserveCapacity(head.headerFields.count)
        for field in head.headerFields { headers[field.name.canonicalName] = field.value }
        return CollectRequest(
            method: head.method.rawValue, path: String(path), query: String(query), headers: headers, body: body, remote: remote)
    }

    /// Ties a refusal to the log, as every other error is: in a header, and in bodies of our own shape.
    private func finish(_ reply: CollectReply, path: Substring, id: () -> String) -> CollectReply {
        guard reply.status >= 400 else { return reply }
        let id = id()
        var reply = reply
        reply.headers.append(("x-request-id", id))
        if reply.body.starts(with: #"{"error":{"#.utf8), reply.body.last == UInt8(ascii: "}") {
            reply.body.removeLast()
            reply.body.append(contentsOf: #","requestId":"\#(id)"}"#.utf8)
        }
        logger.debug("events refused", metadata: ["path": "\(path)", "status": "\(reply.status)", "request": "\(id)"])
        return reply
    }

    private func count(_ reply: CollectReply, received: Int, _ watch: Stopwatch) {
        metrics.ingested(status: reply.status, bytes: received, seconds: watch.seconds)
    }

    private func collect(_ request: Request) async throws -> [UInt8] { try await BodyBytes.collect(request, upTo: limit) }

    private func refusal(_ error: any Error) -> CollectReply {
        let shown = LianluError.showing(error)
        var reply = CollectReply(
            Int(shown.status.code),
            body: (["error": ["code": .string(shown.code.description), "message": .string(shown.message), "hint": .string(shown.hint)]]
                as JSONValue)
                .bytes)
        if let seconds = shown.retryAfter { reply.headers.append(("retry-after", String(seconds))) }
        reply.headers.append(("access-control-allow-origin", "*"))
        return reply
    }

    private func response(_ reply: CollectReply) -> Response {
        var headers = HTTPFields()
        headers.reserveCapacity(reply.headers.count + 1)
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(parsed: name) { headers.append(HTTPField(name: name, value: value)) }
        }
        let body = reply.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
        return Response(status: HTTPResponse.Status(code: reply.status), headers: headers, body: body)
    }
}

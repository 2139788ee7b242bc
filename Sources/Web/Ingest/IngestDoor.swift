import Collect
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// The hot path: body in, Collect, acknowledgement out. No middleware, no log line, no session.
struct IngestDoor: Sendable {
    let collector: Collector
    let metrics: WebMetrics
    let limit: Int
    let trustsProxy: Bool

    func respond(_ request: Request, _ context: WebContext, path: Substring, query: Substring) async -> Response {
        let start = ContinuousClock.now
        let reply: CollectReply
        var received = 0
        do {
            let body = try await collect(request)
            received = body.count
            var headers: [String: String] = [:]
            headers.reserveCapacity(request.headers.count)
            for field in request.headers { headers[field.name.canonicalName] = field.value }
            reply = await collector.accept(
                CollectRequest(
                    method: request.method.rawValue, path: String(path), query: String(query), headers: headers, body: body,
                    remote: Gate.address(request, context, trustsProxy: trustsProxy)))
        } catch {
            reply = refusal(error)
        }
        let duration = (ContinuousClock.now - start).components
        metrics.ingested(
            status: reply.status, bytes: received, seconds: Double(duration.seconds) + Double(duration.attoseconds) / 1e18)
        return response(reply)
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

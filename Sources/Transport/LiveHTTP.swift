import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import Vocabulary

/// The live HTTP client behind ``HTTPSender``.
public final class LiveHTTP: Sendable {
    private let client: HTTPClient
    private let allowsPrivate: Bool

    /// A client; without `allowsPrivate` private networks cannot be reached.
    public init(allowsPrivate: Bool) {
        self.allowsPrivate = allowsPrivate
        client = HTTPClient(eventLoopGroupProvider: .singleton)
    }

    /// The client as a value.
    public var sender: HTTPSender { HTTPSender { call in try await self.send(call) } }

    /// Ends all connections.
    public func close() async { try? await client.shutdown() }

    private func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        var request = HTTPClientRequest(url: call.url)
        request.method = .init(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if !call.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        do {
            let response = try await client.execute(request, timeout: .milliseconds(call.timeoutMilliseconds))
            let body = try await response.body.collect(upTo: 1 << 20)
            return HTTPAnswer(
                Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: Array(buffer: body))
        } catch {
            throw OutsideError.unknown("\(error)")
        }
    }
}

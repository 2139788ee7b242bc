import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Vocabulary

/// Calls the API of a server on this machine: the running one through its Unix socket, or any by URL.
struct LocalClient: Sendable {
    private let client: HTTPClient
    private let base: String
    private let authorization: String?

    /// Through the socket in a data folder; whoever may open it is an administrator.
    init(socket path: String) {
        client = .shared
        base = "http+unix://" + (path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path)
        authorization = nil
    }

    /// By address, with an Authorization header.
    init(url: String, authorization: String?) {
        client = .shared
        base = url
        self.authorization = authorization
    }

    /// Sends a request and returns its JSON answer; an error answer is thrown as ``LianluError``.
    @discardableResult
    func call(_ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try await send(method, path, body.map { ByteBuffer(bytes: $0.bytes) }, type: "application/json", timeout: 120)
    }

    /// Sends bytes as they are.
    @discardableResult
    func upload(_ path: String, _ bytes: ByteBuffer, type: String) async throws -> JSONValue {
        try await send(.POST, path, bytes, type: type, timeout: 600)
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: ByteBuffer?, type: String, timeout: Int64) async throws -> JSONValue {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        if let body {
            request.headers.add(name: "Content-Type", value: type)
            request.body = .bytes(body)
        }
        let response = try await client.execute(request, timeout: .seconds(timeout))
        let bytes = try await response.body.collect(upTo: 256 << 20)
        let text = Array(bytes.readableBytesView)
        let json = text.isEmpty ? JSONValue.null : (try? JSONValue(parsing: text)) ?? .string(String(decoding: text, as: UTF8.self))
        guard (200..<300).contains(Int(response.status.code)) else { throw Self.error(json, status: Int(response.status.code)) }
        return json
    }

    /// Streams an answer into a file (or standard output for "-") and returns how many bytes came.
    func download(_ path: String, to file: FileHandle) async throws -> Int {
        var request = HTTPClientRequest(url: base + path)
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        let response = try await client.execute(request, timeout: .hours(6))
        guard response.status == .ok else {
            let bytes = try await response.body.collect(upTo: 1 << 20)
            throw Self.error((try? JSONValue(parsing: Array(bytes.readableBytesView))) ?? .null, status: Int(response.status.code))
        }
        var count = 0
        for try await part in response.body {
            try file.write(contentsOf: Data(part.readableBytesView))
            count += part.readableBytes
        }
        return count
    }

    private static func error(_ json: JSONValue, status: Int) -> LianluError {
        let error = json["error"]
        return LianluError(
            status == 404 ? .notFound : status < 500 ? .badRequest : .unavailable,
            error?["message"]?.string ?? "The server answered \(status).",
            hint: error?["hint"]?.string ?? "")
    }
}

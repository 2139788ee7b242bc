import Vocabulary

/// A request as dialects see it: routed, decompressed, scanned once.
final class Call: Sendable {
    let request: CollectRequest
    let endpoint: String
    let query: FormFields
    let payload: Payload
    let limits: CollectLimits
    /// The body as one JSON value, or why it is none (NDJSON, broken).
    let scanned: Result<JSONTape, JSONError>

    init(_ request: CollectRequest, endpoint: String, query: FormFields, payload: Payload, limits: CollectLimits) {
        self.request = request
        self.endpoint = endpoint
        self.query = query
        self.payload = payload
        self.limits = limits
        do throws(JSONError) {
            scanned = .success(try JSONTape(payload.bytes, maxDepth: limits.depth))
        } catch {
            scanned = .failure(error)
        }
    }

    /// The same call for another dialect's endpoint.
    init(_ other: Call, endpoint: String) {
        request = other.request
        self.endpoint = endpoint
        query = other.query
        payload = other.payload
        limits = other.limits
        scanned = other.scanned
    }

    /// The body as one JSON value.
    func tape() throws(Refusal) -> JSONTape {
        switch scanned {
        case .success(let tape): return tape
        case .failure(let error):
            if payload.bytes.allSatisfy({ $0 <= 0x20 }) { throw Refusal(.emptyBatch) }
            throw Refusal.json(error)
        }
    }

    func header(_ name: String) -> String? { request.headers[name] }

    /// User name of `Authorization: Basic`, which carries the key; also when the colon is missing.
    var basicUser: String? {
        guard let value = header("authorization"), Self.has(value, scheme: "basic "),
            let bytes = Base64.decode(value.utf8.dropFirst(6).drop { $0 == 0x20 })
        else { return nil }
        let user = String(decoding: bytes.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        return user.isEmpty ? nil : user
    }

    /// Token of `Authorization: Bearer`.
    var bearer: String? {
        guard let value = header("authorization"), Self.has(value, scheme: "bearer ") else { return nil }
        let token = String(value.utf8.dropFirst(7))?.trimmed ?? ""
        return token.isEmpty ? nil : token
    }

    /// Whether a field begins with that word, in any case, and goes on. By bytes: counting characters costs more than the rest of a small request's head.
    private static func has(_ value: String, scheme: StaticString) -> Bool {
        let bytes = value.utf8
        guard bytes.count > scheme.utf8CodeUnitCount else { return false }
        return zip(bytes, UnsafeBufferPointer(start: scheme.utf8Start, count: scheme.utf8CodeUnitCount)).allSatisfy { $0 | 0x20 == $1 }
    }
}

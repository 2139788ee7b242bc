public import Vocabulary

/// A call as it is shown: with everything that was in it, except what would let somebody else make one.
public struct SandboxRecord: Sendable, Equatable {
    /// Query items in order.
    public var query: [(name: String, value: String)]
    /// Header fields by name.
    public var headers: [(name: String, value: String)]
    /// The beginning of the body as text, at most ``mostBody`` bytes of it.
    public var body: String
    /// How long the body was, in bytes.
    public var bodyBytes: Int

    /// Bytes of a body that are kept.
    public static let mostBody = 16 << 10
    /// What stands for a secret.
    static let hidden = "••••"

    /// What is kept of a call. Values of names that say secret, token, key or signature are hidden, in query, headers and body (form or JSON); of an
    /// `Authorization` the scheme stays.
    public init(_ request: SandboxRequest) {
        query = request.query.map { ($0.name, Self.shown($0.name, $0.value)) }
        headers = request.headers.sorted { $0.key < $1.key }.map { ($0.key, Self.shown($0.key, $0.value)) }
        bodyBytes = request.body.count
        let text: String
        if let json = request.json {
            text = Self.masked(json).text
        } else if request.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true {
            text = Forms.parse(request.body).map { "\($0.name)=\(Self.shown($0.name, $0.value))" }.joined(separator: "&")
        } else {
            text = String(decoding: request.body.prefix(Self.mostBody), as: UTF8.self)
        }
        body = text.utf8.count <= Self.mostBody ? text : Self.cut(text)
    }

    /// Compares all parts.
    public static func == (a: SandboxRecord, b: SandboxRecord) -> Bool {
        a.body == b.body && a.bodyBytes == b.bodyBytes && a.query.elementsEqual(b.query, by: ==)
            && a.headers.elementsEqual(b.headers, by: ==)
    }

    /// As it is answered.
    public var json: JSONValue {
        func object(_ list: [(name: String, value: String)]) -> JSONValue {
            .array(list.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        return ["query": object(query), "headers": object(headers), "body": .string(body), "bodyBytes": .int(bodyBytes)]
    }

    /// As many whole characters as fit.
    private static func cut(_ text: String) -> String {
        var size = 0
        return String(
            text.prefix { character in
                size += character.utf8.count
                return size <= mostBody
            })
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        if ["key", "sign", "cookie", "set-cookie"].contains(name) { return true }
        if name.hasSuffix("signature") { return true }
        return ["authorization", "token", "secret", "password", "accesskeyid"].contains { name.contains($0) }
    }

    private static func shown(_ name: String, _ value: String) -> String {
        guard isSecret(name), !value.isEmpty else { return value }
        // The scheme of an Authorization is no secret: "TC3-HMAC-SHA256 ••••".
        if name.lowercased() == "authorization", let space = value.firstIndex(of: " ") { return value[...space] + hidden }
        return hidden
    }

    private static func masked(_ json: JSONValue) -> JSONValue {
        if let object = json.object {
            return .object(
                JSONObject(
                    object.map { member in
                        member.value.plainText != nil && isSecret(member.name)
                            ? JSONObject.Member(member.name, .string(hidden)) : JSONObject.Member(member.name, masked(member.value))
                    }))
        }
        if let array = json.array { return .array(array.map(masked)) }
        return json
    }
}

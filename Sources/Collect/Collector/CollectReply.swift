import Vocabulary

/// The answer to a ``CollectRequest``.
public struct CollectReply: Sendable {
    /// HTTP status.
    public var status: Int
    /// Header fields in order; names in lower case.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// Makes a reply from its parts; `type` becomes the content type when there is a body.
    public init(_ status: Int, type: String = "application/json", body: [UInt8] = []) {
        self.status = status
        headers = body.isEmpty ? [] : [("content-type", type)]
        self.body = body
    }

    /// A reply with text.
    static func text(_ status: Int, _ text: String) -> CollectReply {
        CollectReply(status, type: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// A reply with JSON.
    static func json(_ status: Int, _ value: JSONValue) -> CollectReply { CollectReply(status, body: value.bytes) }

    /// A refusal in the shape of every other error of the API.
    static func error(_ refusal: Refusal) -> CollectReply {
        json(
            refusal.reason.status,
            ["error": ["code": .string(refusal.reason.name), "message": .string(refusal.reason.text), "hint": .string(refusal.detail)]])
    }

    /// The same reply with one more header field.
    func adding(_ name: String, _ value: String) -> CollectReply {
        var reply = self
        reply.headers.append((name, value))
        return reply
    }

    /// The same reply under another status.
    func withStatus(_ status: Int) -> CollectReply {
        var reply = self
        reply.status = status
        return reply
    }

    /// The value of a header field.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// What a route answers.
struct Reply: Sendable {
    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields = [:]
    var body: ResponseBody
    /// The bytes of the body where they are worth compressing.
    private var packable: [UInt8]?

    /// An answer; its body goes as it is.
    init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: ResponseBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A JSON answer.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Reply {
        raw(value.bytes, type: "application/json", status: status)
    }

    /// JSON that is already text.
    static func json(_ writer: JSONWriter, status: HTTPResponse.Status = .ok) -> Reply {
        raw(writer.bytes, type: "application/json", status: status)
    }

    /// Bytes of a type.
    static func raw(_ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Reply {
        var reply = Reply(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        if type == "application/json", bytes.count >= Gzip.least { reply.packable = bytes }
        return reply
    }

    /// Nothing but a status.
    static func empty(_ status: HTTPResponse.Status = .noContent) -> Reply { Reply(status: status, body: ResponseBody()) }

    /// A list: `{"items":[…],"next":…}`.
    static func list(_ items: [JSONValue], next: String? = nil, adding more: [(String, JSONValue)] = []) -> Reply {
        var object = JSONObject([JSONObject.Member("items", .array(items)), JSONObject.Member("next", .optional(next))])
        for (name, value) in more { object[name] = value }
        return json(.object(object))
    }

    /// The answer, compressed where that is worth it and the caller takes it. Streams are never touched.
    func packed(accepting header: String?) -> Reply {
        guard let packable else { return self }
        var copy = adding(.vary, "Accept-Encoding")
        copy.packable = nil
        guard Gzip.isAccepted(header), let bytes = Gzip.pack(packable) else { return copy }
        copy.headers[.contentEncoding] = "gzip"
        copy.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        return copy
    }

    /// The answer with one more header.
    func adding(_ name: HTTPField.Name, _ value: String) -> Reply {
        var copy = self
        copy.headers.append(HTTPField(name: name, value: value))
        return copy
    }

    var response: Response { Response(status: status, headers: headers, body: body) }
}

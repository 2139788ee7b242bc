import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// What a route answers.
struct Reply: Sendable {
    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields = [:]
    var body: ResponseBody

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
        Reply(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Nothing but a status.
    static func empty(_ status: HTTPResponse.Status = .noContent) -> Reply { Reply(status: status, body: ResponseBody()) }

    /// A list: `{"items":[…],"next":…}`.
    static func list(_ items: [JSONValue], next: String? = nil, adding more: [(String, JSONValue)] = []) -> Reply {
        var object = JSONObject([JSONObject.Member("items", .array(items)), JSONObject.Member("next", .optional(next))])
        for (name, value) in more { object[name] = value }
        return json(.object(object))
    }

    /// The answer with one more header.
    func adding(_ name: HTTPField.Name, _ value: String) -> Reply {
        var copy = self
        copy.headers.append(HTTPField(name: name, value: value))
        return copy
    }

    var response: Response { Response(status: status, headers: headers, body: body) }
}

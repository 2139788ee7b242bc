import HTTPTypes
import HummingbirdTesting
import NIOCore
import Vocabulary

/// An answer with its body read.
struct WebAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String
    let bytes: [UInt8]

    init(_ response: TestResponse) {
        status = Int(response.status.code)
        headers = response.headers
        text = String(buffer: response.body)
        bytes = Array(response.body.readableBytesView)
    }

    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONValue(parsing: text)) ?? .null }

    /// The code of an error answer, when it is one with message, hint and request id.
    var errorCode: String? {
        guard let error = json["error"], let code = error["code"]?.string, error["message"]?.string?.isEmpty == false,
            error["hint"]?.string != nil,
            json["requestId"]?.string?.isEmpty == false
        else { return nil }
        return code
    }

    /// The session's token when the answer sets one.
    var session: String? {
        guard let cookie = headers[.setCookie], cookie.hasPrefix("lianlu_session=") else { return nil }
        return cookie.dropFirst("lianlu_session=".count).split(separator: ";", omittingEmptySubsequences: false).first.map(String.init)
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

extension LianluError {
    /// The status of the answer.
    var status: HTTPResponse.Status {
        switch code.kind {
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .unsupported: .unsupportedMediaType
        case .rateLimited: .tooManyRequests
        case .unavailable: .serviceUnavailable
        default: .internalServerError
        }
    }

    /// The one place where errors become answers: `{"error":{"code","message","hint"},"requestId"}`.
    func reply(requestID: String) -> Reply {
        var reply = Reply.json(
            [
                "error": [
                    "code": .string(code.description), "message": .string(message.printable),
                    "hint": .string((hint.isEmpty ? usualHint : hint).printable),
                ],
                "requestId": .string(requestID),
            ],
            status: status)
        if let retryAfter { reply.headers[.retryAfter] = String(retryAfter) }
        if code == .unauthorized { reply.headers[.wwwAuthenticate] = "Bearer" }
        return reply
    }

    /// What to do where the thrower said nothing.
    private var usualHint: String {
        switch code.kind {
        case .badRequest, .unsupported: "openapi.yaml says what this address takes."
        case .notFound: "List the things of this kind to see which there are."
        case .conflict: "Read it again and decide on what it says now."
        case .tooLarge: "Send it in several parts."
        case .rateLimited, .unavailable: "Try again in a moment."
        case .unauthorized: "Sign in, or send Authorization: Bearer <API key>."
        case .forbidden: "Ask an admin."
        default: "Tell an admin the request id; the server's log has the details."
        }
    }

    /// Any error as one that can be shown. Unknown ones say nothing of their inside.
    static func showing(_ error: any Error) -> LianluError {
        switch error {
        case let error as LianluError: return error
        case let error as HTTPError: return showing(status: error.status, body: error.body)
        case is NIOTooManyBytesError: return bodyTooLarge(20 << 20)
        case is CancellationError:
            return LianluError(.unavailable, "The server is stopping.", hint: "Try again in a moment.", retryAfter: 2)
        default:
            return LianluError(
                .internal, "Something went wrong on the server.", hint: "Tell an admin the request id; the server's log has the details.")
        }
    }

    private static func showing(status: HTTPResponse.Status, body: String?) -> LianluError {
        switch status.code {
        case 404: LianluError(.notFound, "There is no such address.", hint: "See openapi.yaml for the addresses.")
        case 413: bodyTooLarge(20 << 20)
        case 400..<500: LianluError(.badRequest, body ?? status.reasonPhrase, hint: "See openapi.yaml.")
        default: LianluError(.internal, "Something went wrong on the server.", hint: "Tell an admin the request id.")
        }
    }

    static func bodyTooLarge(_ bytes: Int) -> LianluError {
        LianluError(.tooLarge, "The body is larger than \(bytes >> 20) MB.", hint: "Send it in several parts.")
    }

    static let notSignedIn = LianluError(.unauthorized, "Nobody is signed in.", hint: "Sign in, or send Authorization: Bearer <API key>.")
}

extension String {
    /// Without control characters: messages repeat what callers sent.
    fileprivate var printable: String {
        unicodeScalars.contains { $0.value < 0x20 } ? String(String.UnicodeScalarView(unicodeScalars.filter { $0.value >= 0x20 })) : self
    }
}

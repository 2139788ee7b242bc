import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// Reads a request's body as bytes.
enum BodyBytes {
    /// - Throws: `too_large` past the limit (before anything is read where the length was announced), `bad_request` when it broke off or was not
    ///   well-formed on the wire.
    static func collect(_ request: Request, upTo limit: Int) async throws -> [UInt8] {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw LianluError.bodyTooLarge(limit) }
        var out: [UInt8] = []
        do {
            for try await buffer in request.body {
                guard out.count + buffer.readableBytes <= limit else { throw LianluError.bodyTooLarge(limit) }
                if out.isEmpty { out.reserveCapacity(max(buffer.readableBytes, announced ?? 0)) }
                out.append(contentsOf: buffer.readableBytesView)
            }
        } catch {
            throw wireError(error)
        }
        return out
    }

    /// What a broken body means to the caller; our own errors stay as they are.
    static func wireError(_ error: any Error) -> any Error {
        error is LianluError || error is CancellationError
            ? error : LianluError(.badRequest, "The body broke off or was not well-formed on the wire.", hint: "Send it again whole.")
    }
}

import HTTPTypes
import Hummingbird
import NIOCore
import Organisation
import Vocabulary

/// One call of a route, with what the gate found out about it.
struct Call: Sendable {
    let services: Services
    let request: Request
    let context: WebContext
    /// Whose call it is; nil on open routes without credentials.
    let identity: CallIdentity?
    /// Network address of the caller.
    let address: String
    let query: QueryItems

    /// The header fields of the request.
    var headers: HTTPFields { request.headers }

    /// Who is acting.
    /// - Throws: `unauthorized` on open routes when nobody is signed in.
    var principal: Principal {
        get throws(LianluError) {
            guard let identity else { throw .notSignedIn }
            return identity.principal
        }
    }

    /// A part of the path ("{id}").
    func parameter(_ name: String) throws(LianluError) -> String {
        guard let value = context.parameters.get(name) else {
            throw LianluError(.badRequest, "The path lacks “\(name)”.", hint: "See openapi.yaml for the path.")
        }
        return QueryItems.decode(value.replacingPlus[...])
    }

    /// A whole number in the path.
    func number(_ name: String = "id") throws(LianluError) -> Int64 {
        let text = try parameter(name)
        guard let number = Int64(text), number > 0 else {
            throw LianluError(
                .notFound, "There is nothing with the number “\(text.prefix(40))”.", hint: "Numbers are positive whole numbers.")
        }
        return number
    }

    /// `limit` of the query.
    func limit(default normal: Int = 50, most: Int = 500) throws(LianluError) -> Int {
        guard let text = query["limit"] else { return normal }
        guard let limit = Int(text), (1...most).contains(limit) else {
            throw LianluError(.badRequest, "limit is not a whole number from 1 to \(most).", hint: "Leave it out for \(normal).")
        }
        return limit
    }

    /// The body as JSON.
    func json(upTo bytes: Int = 2 << 20) async throws -> JSONValue {
        let body = try await collect(upTo: bytes)
        guard !body.isEmpty else {
            throw LianluError(.badRequest, "The body is empty.", hint: "Send a JSON object with Content-Type: application/json.")
        }
        return try JSONValue(parsing: body)
    }

    /// The body as an object whose members may be read with messages.
    func fields(upTo bytes: Int = 2 << 20, _ known: String...) async throws -> Fields {
        let body = try await json(upTo: bytes)
        return try Fields(body, known: known)
    }

    /// The same with the members' names as a list.
    func fields(upTo bytes: Int = 2 << 20, _ known: [String]) async throws -> Fields {
        let body = try await json(upTo: bytes)
        return try Fields(body, known: known)
    }

    /// The body's bytes.
    func collect(upTo bytes: Int) async throws -> [UInt8] { try await BodyBytes.collect(request, upTo: bytes) }
}

extension String {
    /// With "+" escaped, because a plus in a path is a plus.
    fileprivate var replacingPlus: String {
        contains("+") ? split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B") : self
    }
}

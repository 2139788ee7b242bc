public import Hummingbird

/// Sends events to the hot path and everything else to the router.
public struct FrontDoor: HTTPResponder {
    /// What travels with a request.
    public typealias Context = WebContext

    let ingest: IngestDoor
    let router: RouterResponder<WebContext>

    /// Answers a request; never throws but for a broken connection.
    public func respond(to request: Request, context: WebContext) async throws -> Response {
        if let match = IngestPaths.match(request.head.path ?? "") {
            return await ingest.respond(request, context, path: match.path, query: match.query)
        }
        return try await router.respond(to: request, context: context)
    }
}

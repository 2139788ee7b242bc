import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vocabulary

/// Around every request that is not ingestion: request id, errors as answers, unknown addresses, security headers, log, metrics.
struct OuterMiddleware: RouterMiddleware {
    let services: Services
    let console: ConsoleFiles
    let metrics: WebMetrics

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        let id = context.id
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            response = fallback(request, id: id)
        } catch {
            response = answer(error, request, id: id)
        }
        response.headers[.requestID] = id
        SecurityHeaders.add(to: &response.headers, secure: isSecure(request))
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        let seconds =
            Double((ContinuousClock.now - start).components.attoseconds) / 1e18 + Double((ContinuousClock.now - start).components.seconds)
        let route = context.endpointPath ?? "other"
        metrics.answered(route: route, method: request.method.rawValue, status: Int(response.status.code), seconds: seconds)
        let level: Logger.Level = route == "/healthz" || route == "/readyz" || route == "/metrics" ? .trace : .info
        services.logger.log(
            level: level, "request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)", "status": "\(response.status.code)",
                "ms": "\(Int(seconds * 1000))", "request": "\(id)",
            ])
        return response
    }

    private func answer(_ error: any Error, _ request: Request, id: String) -> Response {
        let shown = LianluError.showing(error)
        if shown.code == .internal || shown.code == .unusableData {
            services.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "request": "\(id)", "error": "\(error)"])
        }
        // Visitors of public pages read a page, not JSON.
        if let page = VisitRoutes.page(for: shown, request, services) { return page.response }
        return shown.reply(requestID: id).response
    }

    /// Unknown addresses: the console's own pages for browsers, JSON for programs.
    private func fallback(_ request: Request, id: String) -> Response {
        let path = request.uri.path
        if (request.method == .get || request.method == .head) && !path.hasPrefix("/api/") && path != "/api",
            let found = console.answer(request)
        {
            return found.response
        }
        let error = LianluError(
            .notFound, "There is no \(request.method.rawValue) \(path.prefix(120)).",
            hint: "openapi.yaml lists every address and its methods.")
        return error.reply(requestID: id).response
    }

    private func isSecure(_ request: Request) -> Bool {
        services.configuration.isSecure || (services.configuration.trustsProxy && request.headers[.forwardedProto] == "https")
    }
}

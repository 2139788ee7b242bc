import HTTPTypes
import Hummingbird
import Organisation
import Storage
import Touchpoint
import Vocabulary

/// Probes, metrics, the browser SDK, and what the command line asks of a running server.
enum OperationsRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/healthz", .open) { _ in .raw(Array("ok\n".utf8), type: "text/plain") }
        routes.get("/readyz", .open) { call in
            if let error = await call.services.unready() { throw error }
            return .json(["status": "ready"])
        }
        routes.get("/metrics", .open, metrics)
        routes.get("/api/doctor", .needs(.settingsWrite), within: .seconds(600)) { call in .json(try await call.services.doctor()) }
        routes.post("/api/backup", .needs(.settingsWrite), within: nil) { call in
            guard try call.principal.kind == .commandLine else {
                throw LianluError(.forbidden, "A backup writes files on the server.", hint: "Run `lianlu backup` on the server.")
            }
            let body = try await call.fields("folder")
            return .json(try await call.services.backup(try body.needText("folder")))
        }
        routes.get("/sdk/lianlu.js", .open) { call in script(call, BrowserSDK.script, BrowserSDK.etag) }
        routes.get("/sdk/page.js", .open) { call in script(call, BrowserSDK.pageScript, BrowserSDK.pageETag) }
    }

    private static func script(_ call: Call, _ script: [UInt8], _ tag: String) -> Reply {
        let headers: HTTPFields = [
            .contentType: "text/javascript; charset=utf-8", .eTag: tag, .cacheControl: "public, max-age=300",
            .accessControlAllowOrigin: "*",
            .init("Cross-Origin-Resource-Policy")!: "cross-origin",
        ]
        if call.headers[.ifNoneMatch] == tag { return Reply(status: .notModified, headers: headers, body: .init()) }
        var reply = Reply.raw(script, type: "text/javascript; charset=utf-8")
        reply.headers = headers
        return reply
    }

    private static func metrics(_ call: Call) async throws -> Reply {
        let local = call.address.isEmpty || call.address == "::1" || call.address.hasPrefix("127.")
        guard local || call.identity != nil else {
            throw LianluError(.unauthorized, "Metrics are for the machine itself.", hint: "Send Authorization: Bearer <API key>.")
        }
        return .raw(Array(await call.services.metrics.text().utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}

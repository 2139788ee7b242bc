import HTTPTypes
import HummingbirdCore
import NIOCore
import Organisation
import Sandbox
import ServiceLifecycle
import Vocabulary

/// The stand-ins of outside platforms, and what they received. Only where this deployment runs them.
enum SandboxRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/sandbox", .needs(.channelsManage), platforms)
        routes.get("/api/sandbox/{platform}", .needs(.channelsManage), whole: "the sandbox", log)
        routes.put("/api/sandbox/{platform}/fault", .needs(.channelsManage), whole: "the sandbox", setFault)
        routes.put("/api/sandbox/{platform}/push-address", .needs(.channelsManage), whole: "the sandbox", setAddress)
        routes.post("/api/sandbox/{platform}/replies", .needs(.channelsManage), whole: "the sandbox", within: .seconds(30), reply)
        for method in [HTTPRequest.Method.get, .post] {
            // The first is for platforms whose every call goes to "/".
            routes.on(method, "/sandbox/{platform}", .visitor, within: .seconds(120), answer)
            routes.on(method, "/sandbox/{platform}/**", .visitor, within: .seconds(120), answer)
        }
    }

    private static func world(_ call: Call) throws(LianluError) -> SandboxWorld {
        guard let world = call.services.rooms.sandbox else {
            throw LianluError(.notFound, "This deployment runs no sandbox.", hint: "`lianlu sandbox` and `lianlu demo` run one.")
        }
        return world
    }

    private static func platform(_ call: Call, _ world: SandboxWorld) throws(LianluError) -> any SandboxPlatform {
        guard let platform = world.platform(try call.parameter("platform")) else {
            throw LianluError(.notFound, "There is no such platform in the sandbox.", hint: "GET /api/sandbox lists them.")
        }
        return platform
    }

    private static func platforms(_ call: Call) async throws -> Reply {
        guard let world = call.services.rooms.sandbox else { return .list([], adding: [("running", false)]) }
        let base = call.baseURL
        var addresses: [String: String] = [:]
        for platform in world.platforms where platform is any SandboxPushes {
            addresses[platform.name] = await world.address(of: platform.name)
        }
        let found = addresses
        return .list(
            world.platforms.map { platform in
                let counts = world.counts(of: platform.name)
                return [
                    "name": .string(platform.name), "title": .string(platform.title),
                    "address": .string("\(base)/sandbox/\(platform.name)"),
                    "accepted": .int(counts.accepted), "refused": .int(counts.refused),
                    "fault": .string(world.fault(of: platform.name).rawValue),
                    "pushes": .bool(platform is any SandboxPushes), "pushAddress": .optional(found[platform.name]),
                    "credentials": .object(JSONObject(platform.credentials.map { JSONObject.Member($0.name, .string($0.value)) })),
                ]
            }, adding: [("running", true), ("faults", .strings(SandboxFault.allCases.map(\.rawValue)))])
    }

    private static func log(_ call: Call) async throws -> Reply {
        let world = try world(call)
        let name = try platform(call, world).name
        return .list(
            world.log(of: name, limit: try call.limit(default: 100, most: 500)).map { entry in
                [
                    "id": .int(entry.id), "at": .time(entry.at), "call": .string(entry.call), "status": .int(entry.status),
                    "accepted": .bool(entry.isAccepted), "summary": .object(entry.summary), "answer": entry.answer,
                    "push": .bool(entry.isPush), "request": entry.request.json,
                ]
            })
    }

    private static func setFault(_ call: Call) async throws -> Reply {
        let world = try world(call)
        let name = try platform(call, world).name
        let wish = try (try await call.fields("fault")).needText("fault")
        guard let fault = SandboxFault(rawValue: wish) else {
            throw LianluError(
                .badRequest, "There is no fault “\(wish.prefix(30))”.",
                hint: "Use one of: \(SandboxFault.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        world.setFault(fault, of: name)
        try await call.audit("sandbox.fault", "sandbox:\(name)", [("fault", fault.rawValue)])
        return .json(["fault": .string(fault.rawValue)])
    }

    private static func setAddress(_ call: Call) async throws -> Reply {
        let world = try world(call)
        let name = try platform(call, world).name
        try world.setAddress(try (try await call.fields("address")).text("address", most: 500) ?? "", of: name)
        try await call.audit("sandbox.push_address", "sandbox:\(name)")
        return .json(["pushAddress": .optional(await world.address(of: name))])
    }

    private static func reply(_ call: Call) async throws -> Reply {
        let world = try world(call)
        let name = try platform(call, world).name
        let body = try await call.fields("phone", "text")
        let (phone, text) = (try body.needText("phone", most: 20), try body.needText("text", most: 500))
        let push = try await world.reply(name, from: phone, text: text)
        return .json(["status": .int(push.status), "taken": .bool(push.isTaken), "answer": push.answer])
    }

    private static func answer(_ call: Call) async throws -> Reply {
        let world = try world(call)
        let name = try call.parameter("platform")
        let full = call.request.uri.path
        let prefix = "/sandbox/\(name)"
        var headers: [String: String] = [:]
        for field in call.headers { headers[field.name.canonicalName] = field.value }
        if let authority = call.request.head.authority { headers["host"] = authority }
        let request = SandboxRequest(
            method: call.request.method.rawValue, path: full.hasPrefix(prefix) ? String(full.dropFirst(prefix.count)) : full,
            query: call.query.all,
            headers: headers, body: try await call.collect(upTo: 2 << 20))
        guard let answer = await world.answer(name, request) else {
            // The answer never arrives: longer than any sender waits.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(100)) }
            return .empty(.gatewayTimeout)
        }
        return .json(answer.body, status: HTTPResponse.Status(code: answer.status))
    }
}

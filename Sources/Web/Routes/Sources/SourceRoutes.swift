import Collect
import HTTPTypes
import Organisation
import Storage
import Vocabulary

/// Sources and their keys.
enum SourceRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/sources", .needs(.sourcesRead), list)
        routes.post("/api/sources", .needs(.sourcesWrite), whole: "sources", create)
        routes.patch("/api/sources/{id}", .needs(.sourcesWrite), whole: "sources", update)
        routes.delete("/api/sources/{id}", .needs(.sourcesWrite), whole: "sources") { call in
            let id = try sourceNumber(call)
            let received = await call.services.inbox.status().received[id] ?? 0
            try await call.services.sources.delete(id, received: received)
            try await call.audit("source.delete", "source:\(id)")
            return .empty()
        }
        routes.post("/api/sources/{id}/keys", .needs(.sourcesWrite), whole: "sources", createKey)
        routes.post("/api/sources/{id}/identify-secret", .needs(.sourcesWrite), whole: "sources") { call in
            let id = try sourceNumber(call)
            let secret = try await call.services.sources.createIdentifySecret(source: id)
            try await call.audit("source.identify_secret.create", "source:\(id)")
            return .json(["secret": .string(secret)], status: .created)
        }
        routes.delete("/api/sources/{id}/identify-secret", .needs(.sourcesWrite), whole: "sources") { call in
            let id = try sourceNumber(call)
            try await call.services.sources.removeIdentifySecret(source: id)
            try await call.audit("source.identify_secret.remove", "source:\(id)")
            return .empty()
        }
        routes.delete("/api/keys/{id}", .needs(.sourcesWrite), whole: "sources") { call in
            let key = try await call.services.sources.revokeKey(try call.number())
            try await call.audit("source_key.revoke", "source_key:\(key.id)", [("source", String(key.source)), ("hint", key.hint)])
            return .empty()
        }
    }

    private static func list(_ call: Call) async throws -> Reply {
        let showsKeys = try call.principal.may(.sourcesWrite)
        let days = call.services.history.lastDay(try await call.services.ledger(), now: call.services.clock.now)
        return .list(try await call.services.sources.sources().map { SourceJSON.source($0, day: days[$0.id], showsKeys: showsKeys) })
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("name", "channel", "kind")
        let kindName = try body.needText("kind")
        guard let kind = SourceKind(rawValue: kindName) else {
            throw LianluError(
                .badRequest, "There is no kind of source “\(kindName.prefix(40))”.",
                hint: "Use one of: \(SourceKind.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let channel = try Channel.named(try body.needText("channel"))
        let source = try await call.services.sources.create(name: try body.needText("name"), channel: channel, kind: kind)
        try await call.audit("source.create", "source:\(source.id)", [("name", source.name)])
        return .json(SourceJSON.source(source, day: nil, showsKeys: true), status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try sourceNumber(call)
        let body = try await call.fields("name", "channel", "status")
        let channel = try body.text("channel").map { name throws(LianluError) in try Channel.named(name) }
        let status = try body.text("status").map { name throws(LianluError) in
            guard let status = SourceStatus(rawValue: name) else {
                throw LianluError(.badRequest, "A source cannot be “\(name.prefix(20))”.", hint: "Use active or paused.")
            }
            return status
        }
        let source = try await call.services.sources.update(id, name: try body.text("name"), channel: channel, status: status)
        try await call.audit(
            "source.update", "source:\(id)", [("name", source.name), ("channel", source.channel.name), ("status", source.status.rawValue)])
        return .json(SourceJSON.source(source, day: nil, showsKeys: true))
    }

    private static func createKey(_ call: Call) async throws -> Reply {
        let id = try sourceNumber(call)
        let body = try await call.fields("kind", "label", "origins")
        guard let kind = SourceKey.Kind(rawValue: try body.needText("kind")) else {
            throw LianluError(.badRequest, "There is no such kind of key.", hint: "Use server (secret) or browser (public).")
        }
        let (key, value) = try await call.services.sources.createKey(
            source: id, kind: kind, label: try body.text("label") ?? "", origins: try body.texts("origins"))
        try await call.audit(
            "source_key.create", "source_key:\(key.id)", [("source", String(id)), ("kind", kind.rawValue), ("hint", key.hint)])
        return .json(
            ["id": .int(key.id), "kind": .string(kind.rawValue), "value": .string(value), "hint": .string(key.hint)], status: .created)
    }

    private static func sourceNumber(_ call: Call) throws(LianluError) -> Int32 {
        guard let id = Int32(exactly: try call.number()) else {
            throw LianluError(.notFound, "There is no such source.", hint: "List the sources with GET /api/sources.")
        }
        return id
    }
}

extension Channel {
    /// The channel of that stable name.
    /// - Throws: `bad_request` naming the allowed ones.
    static func named(_ name: String) throws(LianluError) -> Channel {
        guard let channel = Channel(name: name) else {
            throw LianluError(
                .badRequest, "There is no channel “\(name.prefix(40))”.",
                hint: "Use one of: \(Channel.allCases.map(\.name).joined(separator: ", ")).")
        }
        return channel
    }
}

extension Call {
    /// Puts an act of the caller into the audit log.
    func audit(_ action: String, _ target: String, _ detail: [(String, String)] = []) async throws {
        try await services.audit.record(try principal, action, target: target, detail: detail)
    }
}

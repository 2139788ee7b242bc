import Deliver
import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// Messages to customers with what became of them.
enum MessageRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/messages", .needs(.messagesRead), list)
        routes.get("/api/messages/{id}", .needs(.messagesRead)) { call in .json(try await whole(try call.number(), call)) }
        routes.post("/api/messages/{id}/resolve", .needs(.messagesWrite)) { call in
            let id = try call.number()
            let body = try await call.fields("sent")
            guard let sent = try body.bool("sent") else {
                throw LianluError(.badRequest, "sent is missing.", hint: "Send true when the provider has it, false when not.")
            }
            _ = try await whole(id, call)
            _ = try await call.services.rooms.deliveries.resolve(id, sent: sent, by: try call.principal.reference)
            try await call.audit("message.resolve", "message:\(id)", [("sent", String(sent))])
            return .json(try await whole(id, call))
        }
    }

    /// What messages to customers go over.
    private enum Medium: String, CaseIterable { case sms, email }

    private static func list(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        var query = Deliveries.Query()
        query.state = try call.choice("state", Message.State.self)
        query.reason = call.query["reason"]?.nonEmpty
        query.channel = try call.choice("channel", Medium.self)?.rawValue
        query.template = try call.filter("template")
        query.customer = try call.customerFilter()
        query.before = try call.cursorNumber()
        query.limit = limit + 1
        let found = try await call.services.rooms.deliveries.messages(query)
        let visible = try await visible(Array(found.prefix(limit)), call)
        var more: [(String, JSONValue)] = []
        if try call.principal.scope.customers.path == nil {
            let counts = try await call.services.rooms.deliveries.counts().sorted { $0.key < $1.key }
            more = [("counts", .object(JSONObject(counts.map { JSONObject.Member($0.key, .int($0.value)) })))]
        }
        return .list(try await shown(visible, call), next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil, adding: more)
    }

    /// Those to customers within the caller's part of the organisation.
    private static func visible(_ messages: [Message], _ call: Call) async throws -> [Message] {
        try await call.visible(messages) { $0.leaf }
    }

    private static func whole(_ id: Int64, _ call: Call) async throws -> JSONValue {
        let (message, attempts) = try await call.services.rooms.deliveries.message(id)
        guard let found = try await visible([message], call).first else {
            throw LianluError(.notFound, "There is no message \(id).", hint: "List the messages to see which there are.")
        }
        var json = try await shown([found], call)[0].object ?? [:]
        let mask = try call.mask
        json["tries"] = .array(
            attempts.map {
                ["at": .time($0.at), "state": .string($0.state), "code": .string($0.code), "text": .string(mask.text($0.text))]
            })
        return .object(json)
    }

    static func shown(_ messages: [Message], _ call: Call) async throws -> [JSONValue] {
        let accounts = try await TemplateRoutes.accounts(call)
        let templates = Dictionary(
            uniqueKeysWithValues: try await call.services.rooms.deliveries.templateNames().map { ($0.id, $0.name) })
        let (graph, mask) = (call.services.graph, try call.mask)
        let names = try await CustomerNames.of(messages.lazy.map(\.leaf), call)
        return messages.map { message in
            [
                "id": .int(message.id),
                "customer": message.leaf.rawValue == 0 ? .null : .int(Int64(graph.canonical(of: message.leaf).rawValue)),
                "customerName": .optional(names[message.leaf]), "template": .int(message.template),
                "templateName": .optional(templates[message.template]),
                "account": .int(message.account),
                "accountName": .optional(accounts[message.account]?.name), "channel": .string(message.channel),
                "purpose": .string(message.purpose), "state": .string(message.state.rawValue), "reason": .string(message.reason),
                "detail": .string(mask.text(message.detail)), "cause": .string(message.cause), "run": .optional(message.run),
                "isTest": .bool(message.isTest), "receiver": .string(message.receiver), "content": .string(mask.text(message.content)),
                "attempts": .int(message.attempts), "dueAt": .time(message.dueAt), "createdAt": .time(message.createdAt),
                "sentAt": .time(message.sentAt), "updatedAt": .time(message.updatedAt),
            ]
        }
    }
}

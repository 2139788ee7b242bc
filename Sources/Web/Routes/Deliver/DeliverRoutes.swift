import Deliver
import HTTPTypes
import HummingbirdCore
import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// Channel accounts, templates, messages.
enum DeliverRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/channels", .needs(.messagesRead), channels)
        routes.post("/api/channels", .needs(.channelsManage), create)
        routes.patch("/api/channels/{id}", .needs(.channelsManage), update)
        routes.post("/api/channels/{id}/test", .needs(.channelsManage), within: .seconds(60), test)
        routes.get("/api/deliver/policy", .needs(.messagesRead)) { call in .json(try await call.services.rooms.deliveries.policy().json) }
        routes.put("/api/deliver/policy", .needs(.channelsManage)) { call in
            let policy = try DeliverPolicy(try await call.json())
            try await call.services.rooms.deliveries.setPolicy(policy)
            try await call.audit("deliver.policy", "deliver")
            return .json(policy.json)
        }
        routes.get("/api/templates", .needs(.messagesRead)) { call in
            .list(try await call.services.rooms.deliveries.templates().map(template))
        }
        routes.post("/api/templates", .needs(.messagesWrite)) { call in .json(try await save(nil, call), status: .created) }
        routes.get("/api/templates/{id}", .needs(.messagesRead)) { call in
            .json(template(try await call.services.rooms.deliveries.template(try call.number())))
        }
        routes.put("/api/templates/{id}", .needs(.messagesWrite)) { call in .json(try await save(try call.number(), call)) }
        routes.delete("/api/templates/{id}", .needs(.messagesWrite)) { call in
            try await call.services.rooms.deliveries.archiveTemplate(try call.number())
            try await call.audit("template.archive", "template:\(try call.number())")
            return .empty()
        }
        routes.post("/api/templates/preview", .needs(.messagesRead), preview)
        routes.post("/api/templates/{id}/test", .needs(.messagesWrite), testSend)
        routes.get("/api/messages", .needs(.messagesRead), messages)
        routes.get("/api/messages/{id}", .needs(.messagesRead), message)
        routes.post("/api/messages/{id}/resolve", .needs(.messagesWrite)) { call in
            let id = try call.number()
            let sent = try (try await call.fields("sent")).bool("sent") ?? false
            let done = try await call.services.rooms.deliveries.resolve(id, sent: sent, by: try call.principal.reference)
            try await call.audit("message.resolve", "message:\(id)", [("sent", String(sent))])
            return .json(try await json(done, call))
        }
        for method in [HTTPRequest.Method.get, .post] { routes.on(method, "/u/{token}", .visitor, unsubscribe) }
    }

    private static func account(_ account: ChannelAccount, secrets: [String], shows: Bool) -> JSONValue {
        [
            "id": .int(account.id), "kind": .string(account.kind), "medium": .string(Deliveries.medium(of: account.kind)),
            "name": .string(account.name),
            "settings": shows ? .object(account.settings) : .null, "secrets": shows ? .strings(secrets) : .null,
            "perMinute": .int(account.perMinute),
            "active": .bool(account.isActive), "failure": .string(account.failure), "checkedAt": .time(account.checkedAt),
        ]
    }

    private static func channels(_ call: Call) async throws -> Reply {
        let room = call.services.rooms.deliveries
        let shows = try call.principal.may(.channelsManage)
        var items: [JSONValue] = []
        for one in try await room.accounts() {
            items.append(account(one, secrets: shows ? try await room.secretNames(of: one) : [], shows: shows))
        }
        let kinds = Deliveries.kinds.map { kind -> JSONValue in
            [
                "kind": .string(kind.kind), "medium": .string(kind.medium),
                "fields": .array(
                    kind.fields.map {
                        [
                            "name": .string($0.name), "secret": .bool($0.isSecret), "optional": .bool($0.isOptional),
                            "default": .string($0.standard),
                        ]
                    }),
            ]
        }
        return .list(items, adding: [("kinds", .array(kinds))])
    }

    private static func values(_ body: Fields) -> [String: String]? {
        guard let object = body["values"]?.object else { return nil }
        return Dictionary(object.map { ($0.name, $0.value.plainText ?? "") }, uniquingKeysWith: { _, last in last })
    }

    private static func create(_ call: Call) async throws -> Reply {
        let body = try await call.fields("kind", "name", "values", "perMinute")
        let made = try await call.services.rooms.deliveries.createAccount(
            kind: try body.needText("kind"), name: try body.needText("name", most: 80), values: values(body) ?? [:],
            perMinute: try body.number("perMinute") ?? 0)
        try await call.audit("channel.create", "channel:\(made.id)", [("kind", made.kind), ("name", made.name)])
        return .json(account(made, secrets: try await call.services.rooms.deliveries.secretNames(of: made), shows: true), status: .created)
    }

    private static func update(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("name", "values", "perMinute", "active")
        let changed = try await call.services.rooms.deliveries.updateAccount(
            id, name: try body.text("name", most: 80), values: values(body), perMinute: try body.number("perMinute"),
            active: try body.bool("active"))
        try await call.audit("channel.update", "channel:\(id)", [("fields", (values(body) ?? [:]).keys.sorted().joined(separator: ","))])
        return .json(account(changed, secrets: try await call.services.rooms.deliveries.secretNames(of: changed), shows: true))
    }

    private static func test(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("receiver", "code", "text")
        let result = try await call.services.rooms.deliveries.test(
            id, receiver: try body.text("receiver", most: 200) ?? "", code: try body.text("code", most: 100) ?? "",
            text: try body.text("text", most: 500) ?? "这是一条测试消息。")
        try await call.audit("channel.test", "channel:\(id)")
        let (ok, code, text): (Bool, String, String) =
            switch result {
            case .accepted(let provider): (true, "", provider)
            case .rejected(let code, let text): (false, code, text)
            case .later(_, let code, let text): (false, code, text)
            case .unknown(let text): (false, "unknown", text)
            }
        return .json(["ok": .bool(ok), "code": .string(code), "text": .string(text)])
    }

    private static func template(_ template: MessageTemplate) -> JSONValue {
        [
            "id": .int(template.id), "name": .string(template.name), "account": .int(template.account),
            "purpose": .string(template.purpose.rawValue),
            "quiet": .string(template.quiet.rawValue), "subject": .string(template.subject), "text": .string(template.text),
            "html": .string(template.html),
            "code": .string(template.code),
            "params": .array(template.params.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "version": .int(template.version), "updatedAt": .time(template.updatedAt),
        ]
    }

    private static let draftFields = ["name", "account", "purpose", "quiet", "subject", "text", "html", "code", "params"]

    private static func draft(_ body: Fields) throws(LianluError) -> Deliveries.Draft {
        var draft = Deliveries.Draft()
        draft.name = try body.text("name", most: 80) ?? ""
        draft.account = try body.number("account") ?? 0
        guard let purpose = MessageTemplate.Purpose(rawValue: try body.text("purpose") ?? "marketing"),
            let quiet = MessageTemplate.Quiet(rawValue: try body.text("quiet") ?? "defer")
        else {
            throw LianluError(
                .badRequest, "purpose or quiet is unknown.", hint: "purpose: marketing, transactional; quiet: defer, drop, ignore.")
        }
        (draft.purpose, draft.quiet) = (purpose, quiet)
        draft.subject = try body.text("subject", most: 200) ?? ""
        draft.text = try body.text("text", most: 10_000) ?? ""
        draft.html = try body.text("html", most: 200_000) ?? ""
        draft.code = try body.text("code", most: 100) ?? ""
        draft.params = (body["params"]?.array ?? []).prefix(30).map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }
        return draft
    }

    private static func save(_ id: Int64?, _ call: Call) async throws -> JSONValue {
        let body = try Fields(try await call.json(), known: draftFields)
        let saved = try await call.services.rooms.deliveries.saveTemplate(id, try draft(body))
        try await call.audit(id == nil ? "template.create" : "template.update", "template:\(saved.id)", [("name", saved.name)])
        return template(saved)
    }

    private static func customer(_ text: String?, _ call: Call) async throws -> LeafNumber? {
        guard let text = text?.nonEmpty else { return nil }
        guard let number = UInt32(text) else { throw LianluError.noCustomer(text) }
        let (reader, scope) = (call.services.reader, try call.principal.scope.customers)
        return try await call.services.store.read { tx in
            guard let customer = try reader.customer(LeafNumber(number), in: tx), try reader.isVisible(customer, in: scope, tx) else {
                throw LianluError.noCustomer(text)
            }
            return customer
        }
    }

    private static func preview(_ call: Call) async throws -> Reply {
        let body = try Fields(try await call.json(), known: draftFields + ["customer"])
        let draft = try draft(body)
        let room = call.services.rooms.deliveries
        let medium = try await room.accounts().first { $0.id == draft.account }.map { Deliveries.medium(of: $0.kind) } ?? "sms"
        let shown = try await room.preview(draft, medium: medium, customer: try await customer(try body.text("customer"), call))
        let mask = try call.mask
        return .json([
            "subject": mask.json(.string(shown.subject)), "text": mask.json(.string(shown.text)),
            "html": shown.html.map { mask.json(.string($0)) } ?? .null,
            "params": .array(shown.params.map { ["name": .string($0.name), "value": mask.json(.string($0.value))] }),
            "missing": .strings(shown.missing),
            "segments": .int(shown.segments), "medium": .string(medium),
        ])
    }

    private static func testSend(_ call: Call) async throws -> Reply {
        let id = try call.number()
        guard let customer = try await customer(try (try await call.fields("customer")).needText("customer"), call) else {
            throw LianluError.noCustomer("")
        }
        let key = "test-" + call.services.entropy.token(bits: 80)
        let (jobs, who) = (call.services.jobs, try call.principal.reference)
        try await call.services.store.write { tx in
            try jobs.ask(SendMessage(key: key, leaf: customer, template: id, cause: "test by \(who)", isTest: true), in: tx)
        }
        try await call.audit("template.test", "template:\(id)", [("customer", customer.description)])
        return .json(["key": .string(key)], status: .accepted)
    }

    private static func json(_ message: Message, _ call: Call) async throws -> JSONValue {
        let customer = message.leaf.rawValue == 0 ? nil : call.services.graph.canonical(of: message.leaf).description
        return [
            "id": .int(message.id), "customer": .optional(customer), "template": .int(message.template), "account": .int(message.account),
            "channel": .string(message.channel), "purpose": .string(message.purpose), "state": .string(message.state.rawValue),
            "reason": .string(message.reason), "detail": .string(message.detail), "cause": .string(message.cause),
            "run": .optional(message.run),
            "test": .bool(message.isTest), "receiver": .string(message.receiver), "content": try call.mask.json(.string(message.content)),
            "providerId": .string(message.providerID), "attempts": .int(message.attempts), "dueAt": .time(message.dueAt),
            "createdAt": .time(message.createdAt),
            "sentAt": .time(message.sentAt), "updatedAt": .time(message.updatedAt),
        ]
    }

    private static func messages(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let customer = try await customer(call.query["customer"], call)
        let state = call.query["state"]?.nonEmpty
        if let state, Message.State(rawValue: state) == nil {
            throw LianluError(
                .badRequest, "There is no state “\(state.prefix(20))”.",
                hint: "Use one of: \(Message.State.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let found = try await call.services.rooms.deliveries.messages(
            state: state.flatMap(Message.State.init), customer: customer, limit: limit, before: try call.cursorNumber())
        var items: [JSONValue] = []
        for one in found { items.append(try await json(one, call)) }
        let counts = try await call.services.rooms.deliveries.counts()
        return .list(
            items, next: found.count == limit ? Cursor.make(found[found.count - 1].id) : nil,
            adding: [("counts", .object(JSONObject(counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) })))])
    }

    private static func message(_ call: Call) async throws -> Reply {
        let (found, attempts) = try await call.services.rooms.deliveries.message(try call.number())
        var object = try await json(found, call).object ?? JSONObject()
        object["attemptList"] = .array(
            attempts.map { ["at": .time($0.at), "state": .string($0.state), "code": .string($0.code), "text": .string($0.text)] })
        return .json(.object(object))
    }

    /// The page behind an unsubscribe link: one tap for people (POST), one click for mail programs (RFC 8058).
    private static func unsubscribe(_ call: Call) async throws -> Reply {
        let token = try call.parameter("token")
        let done = call.request.method == .post ? try await call.services.rooms.deliveries.unsubscribe(token) : false
        let text =
            call.request.method == .post
            ? (done ? "已退订。You are unsubscribed." : "链接已失效。This link is no longer valid.")
            : "<form method=\"post\"><p>不再接收此类消息？ Unsubscribe?</p><button>退订 Unsubscribe</button></form>"
        let page =
            "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>退订</title><body style=\"font:16px/1.7 sans-serif;max-width:30em;margin:15vh auto;padding:0 1em;text-align:center\">\(text)</body></html>"
        return .raw(Array(page.utf8), type: "text/html; charset=utf-8")
    }
}

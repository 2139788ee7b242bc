import Deliver
import HTTPTypes
import Organisation
import Profile
import Storage
import Vocabulary

/// Message templates (消息模板).
enum TemplateRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/templates", .needs(.messagesRead)) { call in
            let accounts = try await accounts(call)
            return .list(try await call.services.rooms.deliveries.templates().map { shown($0, accounts) })
        }
        routes.post("/api/templates", .needs(.messagesWrite), whole: "templates") { call in
            let body = try await call.fields(upTo: 512 << 10, known)
            let made = try await call.services.rooms.deliveries.saveTemplate(nil, try draft(body, Deliveries.Draft()))
            try await call.audit("template.create", "template:\(made.id)", [("name", made.name)])
            return .json(shown(made, try await accounts(call)), status: .created)
        }
        routes.post("/api/templates/preview", .needs(.messagesRead), preview)
        routes.get("/api/templates/{id}", .needs(.messagesRead)) { call in
            .json(shown(try await call.services.rooms.deliveries.template(try call.number()), try await accounts(call)))
        }
        routes.patch("/api/templates/{id}", .needs(.messagesWrite), whole: "templates") { call in
            let room = call.services.rooms.deliveries
            let old = try await room.template(try call.number())
            let body = try await call.fields(upTo: 512 << 10, known)
            let saved = try await room.saveTemplate(old.id, try draft(body, old.draft))
            try await call.audit("template.update", "template:\(saved.id)", [("name", saved.name), ("version", String(saved.version))])
            return .json(shown(saved, try await accounts(call)))
        }
        routes.delete("/api/templates/{id}", .needs(.messagesWrite), whole: "templates") { call in
            let id = try call.number()
            try await call.services.rooms.deliveries.archiveTemplate(id)
            try await call.audit("template.archive", "template:\(id)")
            return .empty()
        }
        routes.post("/api/templates/{id}/test", .needs(.messagesWrite)) { call in
            let id = try call.number()
            let body = try await call.fields("customer", "variables")
            guard let customer = try await customer(body, call) else {
                throw LianluError(.badRequest, "customer is missing.", hint: "Send the number of a customer who knows about it.")
            }
            let message = try await call.services.rooms.deliveries.testSend(id, to: customer, variables: body["variables"]?.object ?? [:])
            try await call.audit("template.test", "template:\(id)", [("customer", customer.description)])
            return .json(try await MessageRoutes.shown([message], call)[0], status: .accepted)
        }
    }

    private static let known = ["name", "account", "purpose", "quiet", "subject", "text", "html", "code", "params"]

    private static func preview(_ call: Call) async throws -> Reply {
        let body = try await call.fields(upTo: 512 << 10, "draft", "customer", "variables")
        let draft = try draft(try Fields(body["draft"] ?? .null, known: known), Deliveries.Draft())
        let accounts = try await accounts(call)
        let medium = accounts[draft.account]?.medium ?? "sms"
        let found = try await customer(body, call)
        let preview = try await call.services.rooms.deliveries.preview(
            draft, medium: medium, customer: found, variables: body["variables"]?.object ?? [:])
        // A preview shows no more of a person than their page does.
        let mask = try call.mask
        return .json([
            "subject": .string(mask.text(preview.subject)), "text": .string(mask.text(preview.text)),
            "html": .optional(preview.html.map { mask.text($0) }),
            "params": .array(preview.params.map { ["name": .string($0.name), "value": .string(mask.text($0.value))] }),
            "missing": .strings(preview.missing), "segments": .int(preview.segments), "medium": .string(medium),
        ])
    }

    private static func draft(_ body: Fields, _ given: Deliveries.Draft) throws(LianluError) -> Deliveries.Draft {
        var draft = given
        if let name = try body.text("name") { draft.name = name }
        if let account = try body.number("account") { draft.account = account }
        if let name = try body.text("purpose") {
            guard let purpose = MessageTemplate.Purpose(rawValue: name) else {
                throw LianluError(.badRequest, "There is no purpose “\(name.prefix(30))”.", hint: "Use marketing or transactional.")
            }
            draft.purpose = purpose
        }
        if let name = try body.text("quiet") {
            guard let quiet = MessageTemplate.Quiet(rawValue: name) else {
                throw LianluError(.badRequest, "“quiet” cannot be “\(name.prefix(30))”.", hint: "Use defer, drop or ignore.")
            }
            draft.quiet = quiet
        }
        if let subject = try body.text("subject") { draft.subject = subject }
        if let text = try body.text("text", most: 10_000) { draft.text = text }
        if let html = try body.text("html", most: 200_000) { draft.html = html }
        if let code = try body.text("code", most: 100) { draft.code = code }
        if let value = body["params"], !value.isNull {
            guard let list = value.array, list.count <= 30 else {
                throw LianluError(.badRequest, "“params” is not a list of at most 30.", hint: "Send [{\"name\":\"…\",\"value\":\"…\"}].")
            }
            draft.params = []
            for item in list {
                guard let name = item["name"]?.string, !name.isEmpty, name.utf8.count <= 60, let text = item["value"]?.string,
                    text.count <= 500
                else {
                    throw LianluError(.badRequest, "A parameter lacks its name or value.", hint: "Send {\"name\",\"value\"}.")
                }
                draft.params.append((name, text))
            }
        }
        return draft
    }

    /// The customer of the body, when the caller may see it.
    private static func customer(_ body: Fields, _ call: Call) async throws -> LeafNumber? {
        guard let value = body["customer"], !value.isNull else { return nil }
        guard let number = value.int ?? value.string.flatMap({ Int64($0) }), let leaf = UInt32(exactly: number) else {
            throw LianluError(.badRequest, "customer is not a number.", hint: "Send the customer's number.")
        }
        let (reader, scope) = (call.services.reader, try call.principal.scope.customers)
        return try await call.services.store.read { tx in
            guard let found = try reader.customer(LeafNumber(leaf), in: tx), try reader.isVisible(found, in: scope, tx) else {
                throw LianluError(.notFound, "There is no customer \(number).", hint: "Search for the customer.")
            }
            return found
        }
    }

    static func accounts(_ call: Call) async throws -> [Int64: (name: String, medium: String)] {
        Dictionary(
            uniqueKeysWithValues: try await call.services.rooms.deliveries.accounts().map {
                ($0.id, ($0.name, Deliveries.medium(of: $0.kind)))
            })
    }

    private static func shown(_ template: MessageTemplate, _ accounts: [Int64: (name: String, medium: String)]) -> JSONValue {
        [
            "id": .int(template.id), "name": .string(template.name), "account": .int(template.account),
            "accountName": .optional(accounts[template.account]?.name), "medium": .string(accounts[template.account]?.medium ?? ""),
            "purpose": .string(template.purpose.rawValue), "quiet": .string(template.quiet.rawValue), "subject": .string(template.subject),
            "text": .string(template.text), "html": .string(template.html), "code": .string(template.code),
            "params": .array(template.params.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "version": .int(template.version), "archived": .bool(template.isArchived), "updatedAt": .time(template.updatedAt),
        ]
    }
}

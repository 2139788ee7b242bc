import Identify
import Profile
import Storage
public import Vocabulary

extension Deliveries {
    /// Templates, last changed first.
    public func templates() async throws -> [MessageTemplate] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT \(MessageTemplate.columns) FROM message_template WHERE archived = 0 ORDER BY updated_at DESC, id DESC LIMIT 500",
                [], MessageTemplate.init)
        }
    }

    /// What a template is made of.
    public struct Draft: Sendable {
        /// What people call it.
        public var name = ""
        /// The account it goes over.
        public var account: Int64 = 0
        /// What it is for.
        public var purpose = MessageTemplate.Purpose.marketing
        /// In quiet hours.
        public var quiet = MessageTemplate.Quiet.defer
        /// Subject.
        public var subject = ""
        /// Text.
        public var text = ""
        /// HTML.
        public var html = ""
        /// The provider's template code.
        public var code = ""
        /// The provider's parameters.
        public var params: [(name: String, value: String)] = []
        /// An empty draft.
        public init() {}
    }

    /// Makes or changes a template. Throws `bad_request` that names what is wrong.
    public func saveTemplate(_ id: Int64?, _ draft: Draft) async throws -> MessageTemplate {
        let now = base.clock.now
        let name = draft.name.trimmed
        guard !name.isEmpty, name.count <= 80 else {
            throw LianluError(.badRequest, "The name is empty or longer than 80 characters.", hint: "Give the template a name.")
        }
        guard draft.text.count <= 10_000, draft.html.count <= 200_000, draft.subject.count <= 200, !draft.text.trimmed.isEmpty else {
            throw LianluError(
                .badRequest, "The text is empty or too long.", hint: "Text up to 10,000, subject up to 200 characters, HTML up to 200 KB.")
        }
        for text in [draft.subject, draft.text, draft.html] + draft.params.map(\.value) { _ = try TemplateText(text) }
        if draft.purpose == .marketing, draft.quiet == .ignore {
            throw LianluError(.badRequest, "Marketing messages keep quiet hours.", hint: "Choose defer or drop, or make it transactional.")
        }
        let saved = try await base.store.write { tx -> Int64 in
            guard let account = try ChannelAccount.find(draft.account, in: tx) else { throw Self.missingAccount(draft.account) }
            let medium = Self.medium(of: account.kind)
            guard medium == "sms" || medium == "email" else {
                throw LianluError(
                    .badRequest, "Customers are not written to over \(account.kind).", hint: "Choose an SMS or e-mail account.")
            }
            if medium == "sms", draft.code.trimmed.isEmpty {
                throw LianluError(.badRequest, "An SMS needs the provider's template code.", hint: "Copy it from the provider's console.")
            }
            if medium == "email", draft.subject.trimmed.isEmpty {
                throw LianluError(.badRequest, "An e-mail needs a subject.", hint: "Write one.")
            }
            let params = JSONValue.array(draft.params.map { ["name": .string($0.name), "value": .string($0.value)] }).text
            let values: [SQLValue] = [
                .text(name), .integer(draft.account), .text(draft.purpose.rawValue), .text(draft.quiet.rawValue), .text(draft.subject),
                .text(draft.text), .text(draft.html), .text(draft.code.trimmed), .text(params), .integer(now.milliseconds),
            ]
            if let id {
                let changed = try tx.execute(
                    "UPDATE message_template SET name = $1, account = $2, purpose = $3, quiet = $4, subject = $5, text = $6, html = $7, code = $8, params = $9, updated_at = $10, version = version + 1 WHERE id = $11",
                    values + [.integer(id)])
                guard changed == 1 else { throw Self.missingTemplate(id) }
                return id
            }
            let made = try tx.take(from: "message_template")
            try tx.execute(
                "INSERT INTO message_template(name, account, purpose, quiet, subject, text, html, code, params, updated_at, id, archived, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 1, $12)",
                values + [.integer(made), .integer(now.milliseconds)])
            return made
        }
        return try await template(saved)
    }

    /// One template. Throws `not_found`.
    public func template(_ id: Int64) async throws -> MessageTemplate {
        guard let found = try await base.store.read({ tx in try MessageTemplate.find(id, in: tx) }) else { throw Self.missingTemplate(id) }
        return found
    }

    static func missingTemplate(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no template \(id).", hint: "List the templates to see which there are.")
    }

    /// Archives a template: it is no longer offered; what uses it goes on.
    public func archiveTemplate(_ id: Int64) async throws {
        try await base.store.write { tx in
            guard try tx.execute("UPDATE message_template SET archived = 1 WHERE id = $1", [.integer(id)]) == 1 else {
                throw Self.missingTemplate(id)
            }
        }
    }

    /// A template as one customer would get it.
    public struct Preview: Sendable {
        /// Subject.
        public var subject = ""
        /// Text, with what the law adds.
        public var text = ""
        /// HTML, or nil.
        public var html: String?
        /// The provider's parameters.
        public var params: [(name: String, value: String)] = []
        /// Variables without a value and without a default.
        public var missing: [String] = []
        /// Text messages it needs.
        public var segments = 1
    }

    /// Writes a template for a customer (or for nobody in particular).
    public func preview(_ draft: Draft, medium: String, customer: LeafNumber?, variables: JSONObject = JSONObject()) async throws -> Preview
    {
        let reader = base.reader
        let values = try await base.store.read { tx in try Self.values(customer, variables, reader, in: tx) }
        return try Self.render(draft, medium: medium, values)
    }

    /// The values a template may name: `customer.<trait>`, `customer.name`, and what was given.
    static func values(_ customer: LeafNumber?, _ given: JSONObject, _ reader: ProfileReader, in tx: any SQLTransaction) throws
        -> JSONObject
    {
        var traits = JSONObject()
        if let customer {
            let profile = try reader.profile(customer, in: tx)
            traits = profile.traits
            if let name = profile.summary.name { traits["name"] = .string(name) }
        }
        var values: JSONObject = ["customer": .object(traits)]
        for member in given { values[member.name] = member.value }
        return values
    }

    static func render(_ draft: Draft, medium: String, _ values: JSONObject) throws(LianluError) -> Preview {
        var preview = Preview()
        preview.subject = try TemplateText(draft.subject).render(values, missing: &preview.missing)
        preview.text = try TemplateText(draft.text).render(values, missing: &preview.missing)
        for param in draft.params {
            preview.params.append((param.name, try TemplateText(param.value).render(values, missing: &preview.missing)))
        }
        if !draft.html.isEmpty { preview.html = try TemplateText(draft.html).render(values, escape: escape, missing: &preview.missing) }
        if medium == "sms" {
            if draft.purpose == .marketing, !preview.text.contains("拒收请回复R") { preview.text += MessageTemplate.optOut }
            preview.segments = MessageTemplate.segments(preview.text)
        }
        preview.missing = Array(Set(preview.missing)).sorted()
        return preview
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

extension MessageTemplate {
    /// The template as a draft.
    public var draft: Deliveries.Draft {
        var draft = Deliveries.Draft()
        draft.name = name
        draft.account = account
        draft.purpose = purpose
        draft.quiet = quiet
        draft.subject = subject
        draft.text = text
        draft.html = html
        draft.code = code
        draft.params = params
        return draft
    }
}

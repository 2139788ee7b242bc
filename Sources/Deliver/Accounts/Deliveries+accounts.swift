import Profile
import Storage
import Vocabulary

extension Deliveries {
    /// The sorts of account there are, with their fields, for forms.
    public static var kinds: [(kind: String, medium: String, fields: [ChannelField])] {
        ChannelKinds.all.map { ($0.kind, $0.medium, $0.fields) }
    }

    /// "sms", "email", "robot", "webhook".
    public static func medium(of kind: String) -> String { ChannelKinds.named(kind)?.medium ?? "" }

    /// Every account.
    public func accounts() async throws -> [ChannelAccount] {
        try await base.store.read { tx in
            try tx.query("SELECT \(ChannelAccount.columns) FROM channel_account ORDER BY id", [], ChannelAccount.init)
        }
    }

    /// The names of the secrets an account has.
    public func secretNames(of account: ChannelAccount) async throws -> [String] {
        let prefix = "channel.\(account.id)."
        return try await base.secrets.names().filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// Makes an account. Secrets go where secrets lie; the settings keep the rest. Throws `bad_request` naming the field.
    public func createAccount(kind: String, name: String, values: [String: String], perMinute: Int64) async throws -> ChannelAccount {
        let now = base.clock.now
        let (settings, secrets) = try Self.checked(kind, values, isNew: true)
        let base = base
        let account = try await base.store.write { tx in
            let id = try tx.take(from: "channel_account")
            try tx.execute(
                "INSERT INTO channel_account(id, kind, name, settings, per_minute, active, failure, created_at) VALUES ($1, $2, $3, $4, $5, 1, '', $6)",
                [
                    .integer(id), .text(kind), .text(String(name.prefix(80))), .text(JSONValue.object(settings).text), .integer(perMinute),
                    .integer(now.milliseconds),
                ])
            for (field, value) in secrets { try base.secrets.set("channel.\(id).\(field)", SecretText(value), in: tx) }
            return try ChannelAccount.find(id, in: tx)!
        }
        openQueue(account.id)
        return account
    }

    /// Changes what is given; empty secrets keep what is there.
    public func updateAccount(_ id: Int64, name: String?, values: [String: String]?, perMinute: Int64?, active: Bool?) async throws
        -> ChannelAccount
    {
        let base = base
        return try await base.store.write { tx in
            guard let old = try ChannelAccount.find(id, in: tx) else { throw Self.missingAccount(id) }
            var settings = old.settings
            if let values {
                let (given, secrets) = try Self.checked(old.kind, values, isNew: false)
                for member in given { settings[member.name] = member.value }
                for (field, value) in secrets where !value.isEmpty {
                    try base.secrets.set("channel.\(id).\(field)", SecretText(value), in: tx)
                }
            }
            try tx.execute(
                "UPDATE channel_account SET name = $1, settings = $2, per_minute = $3, active = $4 WHERE id = $5",
                [
                    .text(name ?? old.name), .text(JSONValue.object(settings).text), .integer(perMinute ?? old.perMinute),
                    SQLValue(active ?? old.isActive), .integer(id),
                ])
            return try ChannelAccount.find(id, in: tx)!
        }
    }

    static func missingAccount(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no channel account \(id).", hint: "List the channel accounts to see which there are.")
    }

    private static func checked(_ kind: String, _ values: [String: String], isNew: Bool) throws(LianluError) -> (
        JSONObject, [(String, String)]
    ) {
        guard let type = ChannelKinds.named(kind) else {
            throw LianluError(
                .badRequest, "There is no kind of channel “\(kind.prefix(30))”.",
                hint: "Use one of: \(ChannelKinds.all.map { $0.kind }.joined(separator: ", ")).")
        }
        if let stranger = values.keys.first(where: { name in !type.fields.contains { $0.name == name } }) {
            throw LianluError(
                .badRequest, "\(kind) has no field “\(stranger.prefix(30))”.",
                hint: "Known: \(type.fields.map(\.name).joined(separator: ", ")).")
        }
        var settings = JSONObject()
        var secrets: [(String, String)] = []
        for field in type.fields {
            let value = values[field.name]?.trimmed ?? ""
            if isNew, value.isEmpty, !field.isOptional {
                throw LianluError(.badRequest, "“\(field.name)” is missing.", hint: "The provider's console shows it.")
            }
            guard value.utf8.count <= 2000 else {
                throw LianluError(.badRequest, "“\(field.name)” is longer than 2000 bytes.", hint: "Shorten it.")
            }
            if field.name == "baseURL" || field.name == "url", !value.isEmpty, !value.hasPrefix("https://"), !value.hasPrefix("http://") {
                throw LianluError(.badRequest, "“\(field.name)” is not an address.", hint: "Begin with https://.")
            }
            if field.isSecret {
                if values[field.name] != nil || isNew { secrets.append((field.name, value)) }
            } else if values[field.name] != nil {
                settings[field.name] = .string(field.name == "baseURL" && value.hasSuffix("/") ? String(value.dropLast()) : value)
            }
        }
        return (settings, secrets)
    }

    /// An account with its secrets.
    func access(_ account: ChannelAccount) async throws -> ChannelAccess {
        let fields = ChannelKinds.named(account.kind)?.fields ?? []
        var secrets: [String: ChannelAccess.SecretValue] = [:]
        for field in fields where field.isSecret {
            if let secret = try await base.secrets.read("channel.\(account.id).\(field.name)") {
                secrets[field.name] = ChannelAccess.SecretValue { secret.reveal() }
            }
        }
        return ChannelAccess(
            account: account, secrets: secrets, fields: fields, http: parts.http, mail: parts.mail, clock: base.clock, entropy: base.entropy
        )
    }

    /// Sends a test over an account to a receiver of the caller's own: a robot's group, a phone, a mail address.
    public func test(_ id: Int64, receiver: String, code: String, text: String) async throws -> SendResult {
        guard let account = try await base.store.read({ tx in try ChannelAccount.find(id, in: tx) }),
            let kind = ChannelKinds.named(account.kind)
        else {
            throw Self.missingAccount(id)
        }
        if kind.medium == "sms", code.isEmpty || receiver.isEmpty {
            throw LianluError(
                .badRequest, "A test SMS needs a phone number and a template code.", hint: "Use an approved template of the provider.")
        }
        var message = OutgoingMessage(key: "test" + base.entropy.token(bits: 80), receiver: receiver, text: text)
        message.subject = "Lianlu 链路"
        message.code = code
        let result = await kind.send(message, try await access(account))
        try await note(account.id, result)
        return result
    }

    /// Remembers how an account is doing.
    func note(_ account: Int64, _ result: SendResult) async throws {
        let now = base.clock.now
        let failure: String =
            switch result {
            case .accepted: ""
            case .rejected(let code, let text):
                // What is wrong with one receiver is nothing against the account.
                ["bad_number", "number_flow_control", "opted_out_at_provider"].contains(code) ? "" : "\(code) \(text)"
            case .later(_, let code, let text): "\(code) \(text)"
            case .unknown(let text): text
            }
        try await base.store.write(.background) { tx in
            try tx.execute(
                "UPDATE channel_account SET failure = $1, checked_at = $2 WHERE id = $3",
                [.text(String(failure.prefix(300)).replacing("\u{0}", with: "")), .integer(now.milliseconds), .integer(account)])
        }
    }
}

import Deliver
import HTTPTypes
import Organisation
import Vocabulary

/// Channel accounts (触达通道), their test button, quiet hours and caps.
enum ChannelRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/channels", .needs(.messagesRead)) { call in
            let room = call.services.rooms.deliveries
            var items: [JSONValue] = []
            for account in try await room.accounts() { items.append(try await shown(account, call)) }
            return .list(items, adding: [("kinds", .array(Deliveries.kinds.map(kind)))])
        }
        routes.post("/api/channels", .needs(.channelsManage), whole: "channels") { call in
            let body = try await call.fields(upTo: 64 << 10, "kind", "name", "values", "perMinute")
            let account = try await call.services.rooms.deliveries.createAccount(
                kind: try body.needText("kind"), name: try body.needText("name", most: 80), values: try values(body) ?? [:],
                perMinute: try perMinute(body) ?? 0)
            try await call.audit("channel.create", "channel:\(account.id)", [("kind", account.kind), ("name", account.name)])
            return .json(try await shown(account, call), status: .created)
        }
        routes.patch("/api/channels/{id}", .needs(.channelsManage), whole: "channels") { call in
            let id = try call.number()
            let body = try await call.fields(upTo: 64 << 10, "name", "values", "perMinute", "active")
            let given = try values(body)
            let account = try await call.services.rooms.deliveries.updateAccount(
                id, name: try body.text("name", most: 80), values: given, perMinute: try perMinute(body), active: try body.bool("active"))
            // Names of what changed, never what it is now: settings may be half a credential.
            try await call.audit(
                "channel.update", "channel:\(id)",
                [("name", account.name), ("fields", (body.object.names + (given ?? [:]).keys.sorted()).joined(separator: " "))])
            return .json(try await shown(account, call))
        }
        routes.post("/api/channels/{id}/test", .needs(.channelsManage), whole: "channels", within: .seconds(60)) { call in
            let id = try call.number()
            let body = try await call.fields("receiver", "code", "text")
            let result = try await call.services.rooms.deliveries.test(
                id, receiver: try body.text("receiver", most: 200) ?? "", code: try body.text("code", most: 100) ?? "",
                text: try body.text("text", most: 500)?.nonEmpty ?? "链路测试消息")
            let json = answer(result)
            try await call.audit("channel.test", "channel:\(id)", [("result", json["result"]?.string ?? "")])
            return .json(json)
        }
        routes.get("/api/message-policy", .needs(.messagesRead)) { call in .json(try await call.services.rooms.deliveries.policy().json) }
        routes.put("/api/message-policy", .needs(.channelsManage), whole: "the message policy") { call in
            let body = try await call.fields("quietStart", "quietEnd", "perDay", "smsPerDay", "deferHours")
            let policy = try await call.services.rooms.deliveries.changePolicy(body.object)
            try await call.audit("message_policy.update", "message_policy", [("policy", policy.json.text)])
            return .json(policy.json)
        }
        routes.get("/api/staff-notices", .needs(.channelsManage), whole: "notices") { call in
            let limit = try call.limit()
            let room = call.services.rooms.deliveries
            let found = try await room.notices(before: try call.cursorNumber(), limit: limit + 1)
            let names = Dictionary(uniqueKeysWithValues: try await room.accounts().map { ($0.id, $0.name) })
            return .list(
                found.prefix(limit).map { notice in
                    [
                        "id": .int(notice.id), "event": .string(notice.event), "title": .string(notice.title),
                        "account": .int(notice.account),
                        "accountName": .optional(names[notice.account]), "state": .string(notice.state), "error": .string(notice.error),
                        "attempts": .int(notice.attempts), "at": .time(notice.at), "doneAt": .time(notice.doneAt),
                    ]
                }, next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
        }
    }

    private static func values(_ body: Fields) throws(LianluError) -> [String: String]? {
        guard let value = body["values"], !value.isNull else { return nil }
        guard let object = value.object else {
            throw LianluError(.badRequest, "“values” is not an object.", hint: "Send {\"field\":\"text\"}.")
        }
        var found: [String: String] = [:]
        for member in object where !member.value.isNull {
            guard let text = member.value.plainText, member.value.array == nil, member.value.object == nil else {
                throw LianluError(.badRequest, "“values.\(member.name.prefix(40))” is not a text.", hint: "Send a text.")
            }
            found[member.name] = text
        }
        return found
    }

    private static func perMinute(_ body: Fields) throws(LianluError) -> Int64? {
        guard let number = try body.number("perMinute") else { return nil }
        guard (0...1_000_000).contains(number) else {
            throw LianluError(.badRequest, "perMinute is not from 0 to 1,000,000.", hint: "0 means no limit of ours.")
        }
        return number
    }

    private static func kind(_ kind: (kind: String, medium: String, fields: [ChannelField])) -> JSONValue {
        [
            "kind": .string(kind.kind), "medium": .string(kind.medium),
            "fields": .array(
                kind.fields.map { field in
                    [
                        "name": .string(field.name), "secret": .bool(field.isSecret), "optional": .bool(field.isOptional),
                        "standard": .string(field.standard),
                    ]
                }),
        ]
    }

    /// Who may only read messages sees what an account is called, not how it is set up.
    private static func shown(_ account: ChannelAccount, _ call: Call) async throws -> JSONValue {
        let manages = try call.principal.may(.channelsManage)
        let secrets = manages ? try await call.services.rooms.deliveries.secretNames(of: account) : []
        let hook = manages ? try await call.services.rooms.deliveries.hookPath(of: account) : nil
        return [
            "hook": .optional(hook.map { call.baseURL + $0 }),
            "id": .int(account.id), "kind": .string(account.kind), "medium": .string(Deliveries.medium(of: account.kind)),
            "name": .string(account.name), "settings": .object(manages ? account.settings : JSONObject()), "secrets": .strings(secrets),
            "perMinute": .int(account.perMinute), "active": .bool(account.isActive), "failure": .string(account.failure),
            "checkedAt": .time(account.checkedAt),
        ]
    }

    private static func answer(_ result: SendResult) -> JSONValue {
        switch result {
        case .accepted(let id): ["result": "accepted", "code": "", "text": "", "providerId": .string(id)]
        case .rejected(let code, let text): ["result": "rejected", "code": .string(code), "text": .string(text), "providerId": ""]
        case .later(_, let code, let text): ["result": "later", "code": .string(code), "text": .string(text), "providerId": ""]
        case .unknown(let text): ["result": "unknown", "code": "", "text": .string(text), "providerId": ""]
        }
    }
}

import Identify
import Profile
public import Storage
public import Vocabulary

extension Deliveries {
    /// Kind of the job that tells one notice over one account.
    public static let noticeJob = "staff.notice"
    /// Kind of the job that calls one webhook.
    public static let webhookJob = "webhook.dispatch"

    /// Executes `staff.notify`: one job for each account, in that account's queue.
    public func execute(_ command: NotifyStaff) async throws {
        try await base.store.write { [base] tx in
            for id in command.channels {
                guard let account = try ChannelAccount.find(id, in: tx), account.isActive else { continue }
                let made = try tx.execute(
                    "INSERT INTO staff_notice(id, key, account, event, title, state, error, attempts, at) VALUES ($1, $2, $3, $4, $5, 'queued', '', 0, $6) ON CONFLICT(key, account) DO NOTHING",
                    [
                        .integer(try tx.take(from: "staff_notice")), .text(command.key), .integer(id), .text(command.event),
                        .text(command.title),
                        .integer(base.clock.now.milliseconds),
                    ])
                guard made == 1 else { continue }
                var payload = command.json.object ?? JSONObject()
                payload["account"] = .int(id)
                _ = try base.jobs.add(
                    NewJob(
                        queue: account.queue, kind: Self.noticeJob, payload: JSONValue.object(payload).text,
                        uniqueKey: "notice/\(id)/\(command.key)",
                        maxAttempts: 8), in: tx)
            }
        }
    }

    /// Tells one notice over one account.
    public func tellStaff(_ job: Job) async throws {
        let json = try JSONValue(parsing: job.payload)
        let command = try NotifyStaff(json: json)
        guard let id = json["account"]?.int, let account = try await base.store.read({ tx in try ChannelAccount.find(id, in: tx) }),
            let kind = ChannelKinds.named(account.kind)
        else { return }
        var message = OutgoingMessage(key: command.key, receiver: "", text: command.text)
        message.subject = command.title
        message.unsubscribe = parts.publicURL.isEmpty ? "" : parts.publicURL + command.path
        message.data = [
            "event": .string(command.event), "title": .string(command.title), "text": .string(command.text), "path": .string(command.path),
        ]
        switch kind.medium {
        case "sms":
            message.receiver = command.phone
            message.code = account.text("notifyTemplateCode")
            message.params = [("title", command.title), ("text", String(command.text.prefix(30)))]
            guard !message.receiver.isEmpty, !message.code.isEmpty else {
                return try await endNotice(command.key, id, "failed", "No phone number or no notification template.")
            }
        case "email":
            message.receiver = command.email
            message.text += message.unsubscribe.isEmpty ? "" : "\n\n\(message.unsubscribe)"
            message.unsubscribe = ""
            guard !message.receiver.isEmpty else { return try await endNotice(command.key, id, "failed", "No e-mail address.") }
        case "robot": message.receiver = command.phone
        default: break
        }
        let result = await kind.send(message, try await access(account))
        try? await note(id, result)
        switch result {
        case .accepted: try await endNotice(command.key, id, "sent", "")
        case .rejected(let code, let text): try await endNotice(command.key, id, "failed", "\(code) \(text)")
        case .unknown(let text): try await endNotice(command.key, id, "unknown", text)
        case .later(let wait, let code, let text):
            if job.attempt >= job.maxAttempts { try await endNotice(command.key, id, "failed", "\(code) \(text)") }
            throw JobRefusal.retry(afterMilliseconds: min(wait << Int64(min(job.attempt - 1, 6)), 600_000), "\(code) \(text)")
        }
    }

    private func endNotice(_ key: String, _ account: Int64, _ state: String, _ error: String) async throws {
        let now = base.clock.now
        try await base.store.write { tx in
            try tx.execute(
                "UPDATE staff_notice SET state = $1, error = $2, attempts = attempts + 1, done_at = $3 WHERE key = $4 AND account = $5",
                [
                    .text(state), .text(String(error.prefix(300)).replacing("\u{0}", with: "")), .integer(now.milliseconds), .text(key),
                    .integer(account),
                ])
        }
    }

    /// Executes `webhook.call`: queues the delivery once for its key.
    public func execute(_ command: CallWebhook) async throws {
        try await base.store.write { [self] tx in
            guard let account = try ChannelAccount.find(command.channel, in: tx), account.kind == SignedWebhook.kind else { return }
            if let run = command.run, try !parts.isLive(run, tx) { return }
            let made = try tx.execute(
                "INSERT INTO webhook_call(id, key, account, leaf, event, state, error, attempts, at) VALUES ($1, $2, $3, $4, $5, 'queued', '', 0, $6) ON CONFLICT(key) DO NOTHING",
                [
                    .integer(try tx.take(from: "webhook_call")), .text(command.key), .integer(account.id), SQLValue(command.leaf.rawValue),
                    .text(command.event), .integer(base.clock.now.milliseconds),
                ])
            guard made == 1 else { return }
            _ = try base.jobs.add(
                NewJob(
                    queue: account.queue, kind: Self.webhookJob, payload: command.json.text, uniqueKey: "webhook/\(command.key)",
                    maxAttempts: 12), in: tx)
        }
    }

    /// Calls one webhook.
    public func callWebhook(_ job: Job) async throws {
        let command = try job.command(CallWebhook.self)
        guard let account = try await base.store.read({ tx in try ChannelAccount.find(command.channel, in: tx) }) else { return }
        var message = OutgoingMessage(key: command.key, receiver: "", text: "")
        message.data = [
            "id": .string(command.key), "event": .string(command.event),
            "customer": .int(Int64(base.graph.canonical(of: command.leaf).rawValue)),
            "data": .object(command.data),
        ]
        let result = await SignedWebhook.send(message, try await access(account))
        try? await note(account.id, result)
        let now = base.clock.now
        func end(_ state: String, _ error: String) async throws {
            try await base.store.write { [base] tx in
                try tx.execute(
                    "UPDATE webhook_call SET state = $1, error = $2, attempts = attempts + 1, done_at = $3 WHERE key = $4",
                    [
                        .text(state), .text(String(error.prefix(300)).replacing("\u{0}", with: "")), .integer(now.milliseconds),
                        .text(command.key),
                    ])
                try base.outcomes.record(
                    state == "sent" ? "$webhook_delivered" : "$webhook_failed", leaf: command.leaf,
                    properties: ["event": .string(command.event), "reason": .string(error), "run": .optional(command.run)], in: tx)
            }
        }
        switch result {
        case .accepted: try await end("sent", "")
        case .rejected(let code, let text): try await end("failed", "\(code) \(text)")
        case .unknown(let text): try await end("unknown", text)
        case .later(let wait, let code, let text):
            if job.attempt >= job.maxAttempts { try await end("failed", "\(code) \(text)") }
            throw JobRefusal.retry(afterMilliseconds: min(wait << Int64(min(job.attempt - 1, 8)), 3_600_000), "\(code) \(text)")
        }
    }
}

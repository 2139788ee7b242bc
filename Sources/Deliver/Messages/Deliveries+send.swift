import Identify
import Profile
import Storage
import Synchronization
public import Vocabulary

extension Deliveries {
    /// Executes `message.send`: decides in one transaction whether the customer may get it, and hands it to its account's queue.
    public func execute(_ command: SendMessage) async throws {
        try await base.store.write { [self] tx in
            // Whatever is run again finds the message that was made the first time.
            guard try tx.first("SELECT id FROM message WHERE key = $1", [.text(command.key)], { $0.integer(0) }) == nil else { return }
            let now = base.clock.now
            let template = try MessageTemplate.find(command.template, in: tx)
            let account = try template.flatMap { try ChannelAccount.find($0.account, in: tx) }
            let id = try tx.take(from: "message")
            try tx.execute(
                "INSERT INTO message(id, key, leaf, template, account, channel, purpose, state, reason, detail, cause, run, variables, is_test, receiver, content, provider_id, attempts, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', '', '', $8, $9, $10, $11, '', '', '', 0, $12, $13)",
                [
                    .integer(id), .text(command.key), SQLValue(command.leaf.rawValue), .integer(command.template),
                    .integer(account?.id ?? 0),
                    .text(account.map { Self.medium(of: $0.kind) } ?? ""), .text(template?.purpose.rawValue ?? ""), .text(command.cause),
                    SQLValue(command.run), .text(JSONValue.object(command.variables).text), SQLValue(command.isTest),
                    .integer(now.milliseconds),
                    .integer(now.milliseconds),
                ])
            guard var message = try Message.find(id, in: tx) else { return }
            try decide(&message, template, account, in: tx)
        }
    }

    /// Goes through the guards (facts/leads-loyalty.md F2.7) and queues, defers or refuses.
    private func decide(
        _ message: inout Message, _ template: MessageTemplate?, _ account: ChannelAccount?, _ known: Verdict? = nil,
        in tx: any SQLTransaction
    ) throws {
        let now = base.clock.now
        message.updatedAt = now
        guard let template, let account else { return try refuse(&message, "no_template", "The template or its account is gone.", in: tx) }
        switch try known ?? verdict(on: message, template, account, in: tx) {
        case .go(let receiver):
            message.state = .queued
            message.reason = ""
            message.dueAt = nil
            message.receiver = Masking.value(of: receiver)
            try message.save(in: tx)
            _ = try base.jobs.add(
                NewJob(
                    queue: account.queue, kind: Self.dispatchJob, payload: "{\"message\":\(message.id)}", uniqueKey: "message/\(message.id)"
                ), in: tx)
        case .later(let moment, let reason):
            guard moment.since(message.createdAt) <= Int64(try Self.policy(in: tx).deferHours) * 3_600_000 else {
                return try refuse(&message, "expired", "Waited longer than it may.", in: tx)
            }
            message.state = .deferred
            message.reason = reason
            message.dueAt = moment
            try message.save(in: tx)
            try tell("$message_deferred", message, ["until": .string(ISO8601.format(moment))], in: tx)
            // The moment is part of the key: the job that puts it off once more still runs.
            _ = try base.jobs.add(
                NewJob(
                    queue: SendMessage.queue, kind: Self.againJob, payload: "{\"message\":\(message.id)}",
                    uniqueKey: "again/\(message.id)/\(moment.milliseconds)", due: moment),
                in: tx)
        case .no(let reason, let detail): try refuse(&message, reason, detail, in: tx)
        }
    }

    private func refuse(_ message: inout Message, _ reason: String, _ detail: String, in tx: any SQLTransaction) throws {
        message.state = .notSent
        message.reason = reason
        message.detail = detail
        message.updatedAt = base.clock.now
        try message.save(in: tx)
        try tell("$message_not_sent", message, in: tx)
    }

    enum Verdict {
        case go(Identifier)
        case later(Instant, reason: String)
        case no(String, String)
    }

    /// Every guard in its order; the first that says no decides.
    func verdict(on message: Message, _ template: MessageTemplate, _ account: ChannelAccount, in tx: any SQLTransaction) throws -> Verdict {
        let now = base.clock.now
        guard let customer = try base.reader.customer(message.leaf, in: tx) else { return .no("deleted", "The customer was erased.") }
        let profile = try base.reader.profile(customer, in: tx)
        let isMarketing = template.purpose == .marketing
        func withdrawn(_ purpose: String) -> Bool { profile.consent.contains { $0.purpose == purpose && !$0.isGranted } }
        func granted(_ purpose: String) -> Bool { profile.consent.contains { $0.purpose == purpose && $0.isGranted } }
        if withdrawn("all") { return .no("opted_out", "The customer wants no messages at all.") }
        if isMarketing, withdrawn("marketing") || withdrawn("marketing_\(message.channel)") {
            return .no("channel_opted_out", "The customer wants no \(message.channel) of this sort.")
        }
        if isMarketing, !message.isTest, !granted("marketing_\(message.channel)"), !granted("marketing") {
            return .no("no_consent", "There is no consent to marketing_\(message.channel).")
        }
        let kind: IdentifierKind = message.channel == "sms" ? .phone : .email
        guard let receiver = profile.summary.identifiers.first(where: { $0.identifier.kind == kind })?.identifier else {
            return .no("unreachable", "No \(kind.rawValue) is known.")
        }
        if message.channel == "sms", receiver.value.utf8.contains(where: { !(($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B) }) {
            return .no("unreachable", "The phone number is not one.")
        }
        if let run = message.run, try !parts.isLive(run, tx) { return .no("run_ended", "The journey's run is over.") }
        guard account.isActive else { return .no("account_paused", "The channel account is switched off.") }
        let policy = try Self.policy(in: tx)
        if isMarketing || template.quiet != .ignore, !message.isTest {
            let zone =
                (profile.traits["timeZone"]?.string ?? profile.traits["timezone"]?.string).flatMap { try? TimeZoneRules.named($0) }
                ?? base.zone()
            if let end = policy.quietEnd(at: now, in: zone, legalSMS: isMarketing && message.channel == "sms") {
                if template.quiet == .drop { return .no("quiet_hours", "It fell into quiet hours.") }
                // Spread over a quarter of an hour, so that the backlog is no burst.
                let jitter = Int64(message.id % 900) * 1000
                return .later(end.adding(milliseconds: jitter), reason: "quiet_hours")
            }
        }
        if isMarketing, !message.isTest {
            let since = now.adding(milliseconds: -86_400_000)
            var (all, sms) = (0, 0)
            try tx.queryMany(
                "SELECT channel FROM message WHERE leaf = $1 AND created_at > $2 AND purpose = 'marketing' AND is_test = 0 AND state IN ('queued', 'sending', 'accepted', 'delivered', 'unknown') AND id <> $3",
                base.graph.leaves(of: customer).map { [SQLValue($0.rawValue), .integer(since.milliseconds), .integer(message.id)] }
            ) { _, row in
                all += 1
                if row.text(0) == "sms" { sms += 1 }
            }
            if all >= policy.perDay { return .no("frequency_cap", "\(all) marketing messages in 24 hours; \(policy.perDay) is the most.") }
            if message.channel == "sms", sms >= policy.smsPerDay {
                return .no("frequency_cap", "\(sms) marketing SMS in 24 hours; \(policy.smsPerDay) is the most.")
            }
        }
        return .go(receiver)
    }

    /// A deferred message is due: every guard again.
    public func runAgain(_ payload: String) async throws {
        guard let id = try JSONValue(parsing: payload)["message"]?.int else { return }
        try await base.store.write { [self] tx in
            guard var message = try Message.find(id, in: tx), message.state == .deferred else { return }
            let template = try MessageTemplate.find(message.template, in: tx)
            try decide(&message, template, try ChannelAccount.find(message.account, in: tx), in: tx)
        }
    }

    /// Hands one message to its provider. The state is `sending` before the call and the outcome after it: whoever finds `sending` knows that nobody knows.
    public func dispatch(_ payload: String) async throws {
        guard let id = try JSONValue(parsing: payload)["message"]?.int else { return }
        let prepared = try await base.store.write { [self] tx -> (Message, MessageTemplate, ChannelAccount, Identifier)? in
            guard var message = try Message.find(id, in: tx) else { return nil }
            if message.state == .sending {
                // The process ended between the call and its outcome.
                message.updatedAt = base.clock.now
                try finish(&message, .unknown("The server stopped before the provider's answer arrived."), in: tx)
                return nil
            }
            guard message.state == .queued else { return nil }
            guard let template = try MessageTemplate.find(message.template, in: tx),
                let account = try ChannelAccount.find(message.account, in: tx)
            else {
                try refuse(&message, "no_template", "The template or its account is gone.", in: tx)
                return nil
            }
            let found = try verdict(on: message, template, account, in: tx)
            guard case .go(let receiver) = found else {
                // Asked once: a second answer, a moment later, might be to queue what is being dispatched.
                try decide(&message, template, account, found, in: tx)
                return nil
            }
            if let wait = reserve(account) { throw JobRefusal.postpone(milliseconds: wait) }
            message.state = .sending
            message.attempts += 1
            message.updatedAt = base.clock.now
            try message.save(in: tx)
            return (message, template, account, receiver)
        }
        guard let (found, template, account, receiver) = prepared, let kind = ChannelKinds.named(account.kind) else { return }
        var message = found
        let reader = base.reader
        let values = try await base.store.read { [message] tx in
            try Self.values(reader.customer(message.leaf, in: tx), message.variables, reader, in: tx)
        }
        let preview = try Self.render(template.draft, medium: message.channel, values)
        var outgoing = OutgoingMessage(key: message.key, receiver: receiver.value, text: preview.text)
        outgoing.subject = preview.subject
        outgoing.html = preview.html
        outgoing.code = template.code
        outgoing.params = preview.params
        if message.channel == "email", template.purpose == .marketing, !parts.publicURL.isEmpty {
            outgoing.unsubscribe = parts.publicURL + "/u/" + (try await unsubscribeToken(message.leaf, channel: "email"))
            outgoing.text += "\n\n退订 / Unsubscribe: \(outgoing.unsubscribe)"
        }
        message.content = String(preview.text.prefix(2000))
        FaultPoint.reach("message.before_call")
        let result = await kind.send(outgoing, try await access(account))
        FaultPoint.reach("message.called")
        try? await note(account.id, result)
        let done = message
        let again = try await base.store.write { [self] tx -> Int64? in
            var message = done
            return try finish(&message, result, in: tx)
        }
        if let again { throw JobRefusal.retry(afterMilliseconds: again, "\(result)") }
    }

    /// Writes down what the provider said; returns after how many ms to try again, or nil.
    @discardableResult
    func finish(_ message: inout Message, _ result: SendResult, in tx: any SQLTransaction) throws -> Int64? {
        let now = base.clock.now
        message.updatedAt = now
        var again: Int64?
        var (code, text) = ("", "")
        switch result {
        case .accepted(let provider):
            message.state = .accepted
            message.sentAt = now
            message.providerID = provider
            message.reason = ""
            (code, text) = ("accepted", provider)
        case .rejected(let why, let words):
            message.state = .failed
            (message.reason, message.detail, code, text) = (why, words, why, words)
        case .later(let wait, let why, let words):
            (code, text) = (why, words)
            if message.attempts >= 12 || now.since(message.createdAt) > 24 * 3_600_000 {
                message.state = .failed
                (message.reason, message.detail) = (why, words)
            } else {
                message.state = .queued
                (message.reason, message.detail) = (why, words)
                again = min(wait << min(message.attempts - 1, 6), 3_600_000)
            }
        case .unknown(let words):
            message.state = .unknown
            (message.reason, message.detail, code, text) = ("no_answer", words, "unknown", words)
            if let account = try ChannelAccount.find(message.account, in: tx), ChannelKinds.named(account.kind)?.canTell == true {
                _ = try base.jobs.add(
                    NewJob(
                        queue: account.queue, kind: Self.statusJob, payload: "{\"message\":\(message.id)}",
                        uniqueKey: "status/\(message.id)",
                        due: now.adding(milliseconds: Self.statusDelay), maxAttempts: Self.statusTries), in: tx)
            }
        }
        try message.save(in: tx)
        try tx.execute(
            "INSERT INTO message_attempt(id, message, at, state, code, text) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .integer(try tx.take(from: "message_attempt")), .integer(message.id), .integer(now.milliseconds),
                .text(message.state.rawValue),
                .text(code), .text(String(text.prefix(300)).replacing("\u{0}", with: "")),
            ])
        if message.state == .failed, message.reason == "opted_out_at_provider" {
            // The provider knows that this number wants nothing: so do we from now on.
            try base.outcomes.record(
                "$unsubscribed", leaf: message.leaf, channel: .sms, properties: ["channel": "sms", "reply": "provider"],
                commands: [.consent(purpose: "marketing_sms", granted: false)], in: tx)
        }
        switch message.state {
        case .accepted: try tell("$message_accepted", message, in: tx)
        case .failed: try tell("$message_failed", message, in: tx)
        case .unknown: try tell("$message_unknown", message, in: tx)
        default: break
        }
        return again
    }

    /// A person decides about a message whose outcome is unknown: it was sent, or it was not.
    public func resolve(_ id: Int64, sent: Bool, by actor: String) async throws -> Message {
        try await base.store.write { [self] tx in
            guard var message = try Message.find(id, in: tx), message.state == .unknown else {
                throw LianluError(.conflict, "The outcome of this message is not unknown.", hint: "Look at it again.")
            }
            message.state = sent ? .accepted : .failed
            message.reason = sent ? "" : "not_sent_by_hand"
            message.detail = "Decided by \(actor)."
            message.updatedAt = base.clock.now
            try message.save(in: tx)
            try tell(sent ? "$message_accepted" : "$message_failed", message, in: tx)
            return message
        }
    }

    func tell(_ name: String, _ message: Message, _ more: JSONObject = JSONObject(), in tx: any SQLTransaction) throws {
        let node = message.cause.split(separator: "/").first { $0.hasPrefix("node:") }.map { String($0.dropFirst(5)) }
        var properties: JSONObject = [
            "message": .int(message.id), "template": .int(message.template), "channel": .string(message.channel),
            "cause": .string(message.cause),
            "reason": .string(message.reason), "run": .optional(message.run), "node": .optional(node), "test": .bool(message.isTest),
        ]
        for member in more { properties[member.name] = member.value }
        try base.outcomes.record(
            name, leaf: message.leaf, channel: message.channel == "sms" ? .sms : .email, properties: properties, in: tx)
    }

    /// Takes a place in the account's minute; returns how long to wait when there is none.
    private func reserve(_ account: ChannelAccount) -> Int64? {
        guard account.perMinute > 0 else { return nil }
        let now = base.clock.now
        return buckets.withLock { buckets in
            var recent = (buckets[account.id] ?? []).filter { now.since($0) < 60_000 }
            defer { buckets[account.id] = recent }
            guard recent.count >= account.perMinute else {
                recent.append(now)
                return nil
            }
            return max(60_000 - now.since(recent[0]), 100)
        }
    }

    /// Forgets what was said to a person; that something was sent stays, without the person.
    public func erase(_ leaves: [LeafNumber]) async throws -> Int {
        try await base.store.write(.background) { tx in
            var count = 0
            for leaf in leaves {
                count += try tx.execute(
                    "UPDATE message SET leaf = 0, content = '', receiver = '', variables = '{}', detail = '', state = CASE WHEN state IN ('queued', 'deferred') THEN 'not_sent' ELSE state END WHERE leaf = $1",
                    [SQLValue(leaf.rawValue)])
                count += try tx.execute("UPDATE webhook_call SET leaf = 0 WHERE leaf = $1", [SQLValue(leaf.rawValue)])
            }
            return count
        }
    }
}

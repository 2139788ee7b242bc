import Crypto
import Identify
import Profile
public import Storage
public import Vocabulary

extension Deliveries {
    /// How long after an unknown outcome the provider is asked, and between two questions, in ms.
    static let statusDelay: Int64 = 60_000
    /// How often it is asked before a person has to decide.
    static let statusTries = 8

    /// Asks the provider what became of a message whose outcome nobody knows. Nothing is ever sent again here.
    public func askStatus(_ job: Job) async throws {
        guard let id = try JSONValue(parsing: job.payload)["message"]?.int else { return }
        let found = try await base.store.read { tx -> (Message, ChannelAccount, String)? in
            guard let message = try Message.find(id, in: tx), message.state == .unknown,
                let account = try ChannelAccount.find(message.account, in: tx),
                let customer = try self.base.reader.customer(message.leaf, in: tx),
                let phone = try self.base.reader.profile(customer, in: tx).summary.identifiers.first(where: { $0.identifier.kind == .phone }
                )
            else { return nil }
            return (message, account, phone.identifier.value)
        }
        guard let (message, account, phone) = found, let kind = ChannelKinds.named(account.kind) else { return }
        let sent = SentMessage(key: message.key, providerID: message.providerID, receiver: phone, sentAt: message.updatedAt)
        guard let fate = await kind.status(sent, try await access(account)) else {
            guard job.attempt < job.maxAttempts else { return }
            throw JobRefusal.retry(
                afterMilliseconds: Self.statusDelay << Int64(min(job.attempt - 1, 6)), "The provider does not know it yet.")
        }
        try await base.store.write { [self] tx in
            guard var message = try Message.find(id, in: tx), message.state == .unknown else { return }
            switch fate {
            case .accepted(let number), .delivered(let number):
                message.state = .accepted
                message.providerID = number
                message.reason = ""
                message.sentAt = message.sentAt ?? message.updatedAt
                try tell("$message_accepted", message, in: tx)
                if case .delivered = fate { try arrive(&message, isDelivered: true, code: "", in: tx) }
            case .failed(let code): try arrive(&message, isDelivered: false, code: code, in: tx)
            }
            message.updatedAt = base.clock.now
            try message.save(in: tx)
        }
    }

    private func arrive(_ message: inout Message, isDelivered: Bool, code: String, in tx: any SQLTransaction) throws {
        message.state = isDelivered ? .delivered : .failed
        message.reason = isDelivered ? "" : code
        message.updatedAt = base.clock.now
        try message.save(in: tx)
        try tell(isDelivered ? "$message_delivered" : "$message_failed", message, in: tx)
    }

    /// The path of the address to which an account's provider pushes receipts and answers: `/hooks/messages/<number>/<token>`; nil for kinds that push nothing.
    public func hookPath(of account: ChannelAccount) async throws -> String? {
        guard Self.medium(of: account.kind) == "sms" else { return nil }
        return "/hooks/messages/\(account.id)/\(try await hookToken(account.id))"
    }

    private func hookToken(_ account: Int64) async throws -> String {
        Base32.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("hook:\(account)".utf8), using: try await signingKey()).prefix(16)))
    }

    /// Takes in what a provider pushed; returns what it wants to hear. Throws `not_found` for a wrong address, `bad_request` for what it cannot read.
    ///
    /// May be pushed any number of times: a receipt changes a message once, an answer withdraws a consent that is withdrawn already.
    public func take(_ body: JSONValue, account id: Int64, token: String) async throws -> JSONValue {
        let right = try await hookToken(id)
        guard token.utf8.count == right.utf8.count, zip(token.utf8, right.utf8).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0,
            let account = try await base.store.read({ tx in try ChannelAccount.find(id, in: tx) }),
            let kind = ChannelKinds.named(account.kind)
        else { throw LianluError(.notFound, "There is no such address.", hint: "Copy it from the channel account.") }
        guard let pushed = kind.pushed(body) else {
            throw LianluError(
                .badRequest, "This is neither a receipt nor an answer.", hint: "See the provider's format of pushed receipts.")
        }
        for receipt in pushed.receipts {
            try await base.store.write { [self] tx in
                var found: Message?
                if !receipt.providerID.isEmpty {
                    found = try tx.first(
                        "SELECT \(Message.columns) FROM message WHERE provider_id = $1 AND account = $2",
                        [.text(receipt.providerID), .integer(id)], Message.init)
                }
                if found == nil, !receipt.key.isEmpty {
                    found = try tx.first(
                        "SELECT \(Message.columns) FROM message WHERE key = $1 AND account = $2", [.text(receipt.key), .integer(id)],
                        Message.init)
                }
                guard var message = found, message.state == .accepted || message.state == .unknown else { return }
                if message.providerID.isEmpty { message.providerID = receipt.providerID }
                try arrive(&message, isDelivered: receipt.isDelivered, code: receipt.code, in: tx)
            }
        }
        for answer in pushed.answers { try await replied(phone: answer.phone, text: answer.text) }
        return pushed.reply
    }
}

import Crypto
import Identify
import Profile
import Storage
import Synchronization
public import Vocabulary

extension FeedbackDesk {
    /// How long a conversion is tried, in ms.
    static let patience: Int64 = 24 * 3_600_000

    /// Tells one conversion. The state is `sending` before the call and the outcome after it.
    public func send(_ payload: String) async throws {
        guard let id = try JSONValue(parsing: payload)["conversion"]?.int else { return }
        let prepared = try await base.store.write { [self] tx -> (Conversion, AdAccount, String?)? in
            guard var conversion = try Conversion.find(id, in: tx), let account = try AdAccount.find(conversion.account, in: tx),
                let platform = AdPlatforms.named(account.platform)
            else { return nil }
            let now = base.clock.now
            conversion.updatedAt = now
            switch conversion.state {
            case .held, .queued: break
            case .sending:
                // The process ended between the call and its outcome. Where repeats are recognised, sending again under the same id is safe.
                guard platform.dedupes else {
                    conversion.state = .unknown
                    conversion.reason = "stopped"
                    try conversion.save(in: tx)
                    try tell(conversion, in: tx)
                    return nil
                }
            case .unknown where platform.dedupes: break
            default: return nil
            }
            guard account.isActive else { throw JobRefusal.postpone(milliseconds: 600_000) }
            if let wait = reserve(account) { throw JobRefusal.postpone(milliseconds: wait) }
            guard let customer = try base.reader.customer(conversion.leaf, in: tx) else {
                return try suppress(&conversion, "erased", in: tx)
            }
            let profile = try base.reader.profile(customer, in: tx)
            // Click ids carry no person; a withdrawal of ad measurement stops them all the same (§B5).
            if profile.consent.contains(where: { ($0.purpose == "ad_measurement" || $0.purpose == "all") && !$0.isGranted }) {
                return try suppress(&conversion, "consent_withdrawn", in: tx)
            }
            if now.since(conversion.createdAt) > Self.patience + account.holdMinutes * 60_000 {
                conversion.state = .expired
                conversion.reason = "expired"
                try conversion.save(in: tx)
                try tell(conversion, in: tx)
                return nil
            }
            var hash: String?
            if account.sendsIdentifiers, profile.consent.contains(where: { $0.purpose == "ad_measurement" && $0.isGranted }),
                let phone = profile.summary.identifiers.first(where: { $0.identifier.kind == .phone })?.identifier.value
            {
                hash = SHA256.hash(data: Array(phone.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            }
            conversion.state = .sending
            conversion.attempts += 1
            try conversion.save(in: tx)
            return (conversion, account, hash)
        }
        guard let (conversion, account, hash) = prepared, let platform = AdPlatforms.named(account.platform) else { return }
        let token = try await base.secrets.read("ads.\(account.id).token")?.reveal() ?? ""
        let call = platform.call(
            conversion, account, token: token, phoneHash: hash, now: base.clock.now, nonce: base.entropy.token(bits: 120))
        FaultPoint.reach("conversion.before_call")
        var response = ""
        let result: FeedbackResult
        do {
            let answer = try await http.send(call)
            response = String(answer.text.prefix(1000))
            result = platform.read(answer)
        } catch let error as OutsideError {
            response = error.message
            switch error {
            case .notSent: result = .later(milliseconds: 5_000, code: "not_reached")
            case .unknown: result = .unknown(error.message)
            case .refused: result = .rejected(code: "address_refused")
            }
        }
        FaultPoint.reach("conversion.called")
        let (request, text) = (String(decoding: call.body, as: UTF8.self), response)
        let again = try await base.store.write { [self] tx in
            try finish(conversion, platform, result, request: request, response: text, in: tx)
        }
        if let again { throw JobRefusal.retry(afterMilliseconds: again, text) }
    }

    private func suppress(_ conversion: inout Conversion, _ reason: String, in tx: any SQLTransaction) throws -> (
        Conversion, AdAccount, String?
    )? {
        conversion.state = .suppressed
        conversion.reason = reason
        try conversion.save(in: tx)
        try tell(conversion, in: tx)
        return nil
    }

    private func finish(
        _ given: Conversion, _ platform: any AdPlatform.Type, _ result: FeedbackResult, request: String, response: String,
        in tx: any SQLTransaction
    ) throws -> Int64? {
        var conversion = given
        let now = base.clock.now
        conversion.updatedAt = now
        conversion.request = request
        conversion.response = response
        var again: Int64?
        var problem = ""
        switch result {
        case .ok:
            conversion.state = .ok
            conversion.reason = ""
            conversion.sentAt = now
        case .rejected(let code):
            conversion.state = .rejected
            conversion.reason = code
        case .later(let wait, let code):
            conversion.state = .queued
            conversion.reason = code
            again = min(wait << min(conversion.attempts - 1, 8), 3_600_000)
            conversion.dueAt = now.adding(milliseconds: again ?? 0)
            if code.hasPrefix("auth") { problem = code }
        case .unknown(let why):
            conversion.state = .unknown
            conversion.reason = why
            if platform.dedupes { again = min(10_000 << min(conversion.attempts - 1, 8), 3_600_000) }
        }
        try conversion.save(in: tx)
        try tx.execute(
            "UPDATE ad_account SET problem = $1 WHERE id = $2", [.text(String(problem.prefix(200))), .integer(conversion.account)])
        if conversion.state == .ok || conversion.state == .rejected || (conversion.state == .unknown && again == nil) {
            try tell(conversion, in: tx)
        }
        return again
    }

    private func reserve(_ account: AdAccount) -> Int64? {
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

    // MARK: By hand

    /// Takes back what is held or waits. Throws `conflict` when it was sent.
    public func cancel(_ id: Int64) async throws -> Conversion {
        try await change(id) { [self] conversion, tx in
            guard conversion.state == .held || conversion.state == .queued else {
                throw LianluError(
                    .conflict, "It is \(conversion.state.rawValue): it cannot be taken back.",
                    hint: "Platforms cannot recall what they took.")
            }
            conversion.state = .suppressed
            conversion.reason = "cancelled"
            try conversion.save(in: tx)
            try tell(conversion, in: tx)
        }
    }

    /// Decides an unknown outcome: "received", "not_received" or "resend". Throws `not_found`, `bad_request` for another word, `conflict` when it is known.
    public func resolve(_ id: Int64, _ outcome: String) async throws -> Conversion {
        try await change(id) { [self] conversion, tx in
            guard conversion.state == .unknown else {
                throw LianluError(.conflict, "Its outcome is not unknown.", hint: "Look at it again.")
            }
            switch outcome {
            case "received": (conversion.state, conversion.reason, conversion.sentAt) = (.ok, "by_hand", base.clock.now)
            case "not_received": (conversion.state, conversion.reason) = (.rejected, "by_hand")
            case "resend":
                conversion.state = .queued
                conversion.reason = ""
                try conversion.save(in: tx)
                return try queue(conversion, due: nil, in: tx)
            default: throw LianluError(.badRequest, "outcome is unknown.", hint: "Use received, not_received or resend.")
            }
            try conversion.save(in: tx)
            try tell(conversion, in: tx)
        }
    }

    private func change(_ id: Int64, _ body: @escaping @Sendable (inout Conversion, any SQLTransaction) throws -> Void) async throws
        -> Conversion
    {
        let now = base.clock.now
        return try await base.store.write { tx in
            guard var conversion = try Conversion.find(id, in: tx) else { throw Self.missing("conversion", id) }
            conversion.updatedAt = now
            try body(&conversion, tx)
            return try Conversion.find(id, in: tx) ?? conversion
        }
    }

    /// Sends rejected or expired conversions again under their old ids. Returns how many fit and how many were queued.
    public func replay(account: Int64?, states: [Conversion.State], ids: [Int64], from: Instant?, to: Instant?, dryRun: Bool) async throws
        -> (matched: Int, queued: Int)
    {
        let wanted = states.isEmpty ? [Conversion.State.rejected, .expired] : states.filter { $0 == .rejected || $0 == .expired }
        let now = base.clock.now
        return try await base.store.write { [self] tx in
            let begin = from?.milliseconds ?? 0
            let end = to?.milliseconds ?? .max
            var all: [Conversion] = []
            if !ids.isEmpty {
                all = try Conversion.find(Set(ids), in: tx).filter { one in
                    wanted.contains(one.state) && (account == nil || one.account == account)
                        && one.createdAt.milliseconds >= begin && one.createdAt.milliseconds < end
                }
            } else if !wanted.isEmpty {
                var filter = "state IN (\(wanted.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
                if let account { filter += " AND account = \(account)" }
                all = try tx.query(
                    "SELECT \(Conversion.columns) FROM conversion_out WHERE \(filter) AND created_at >= $1 AND created_at < $2 ORDER BY id LIMIT 10000",
                    [.integer(begin), .integer(end)], Conversion.init)
            }
            guard !dryRun else { return (all.count, 0) }
            for var conversion in all {
                conversion.state = .queued
                conversion.reason = ""
                conversion.updatedAt = now
                try conversion.save(in: tx)
                // Patience begins anew.
                try tx.execute(
                    "UPDATE conversion_out SET created_at = $1 WHERE id = $2", [.integer(now.milliseconds), .integer(conversion.id)])
                try queue(conversion, due: nil, in: tx)
            }
            return (all.count, all.count)
        }
    }

    /// The identity eligible = ok + rejected + suppressed + expired + in flight, of one account.
    public struct Ledger: Sendable, Equatable {
        /// Counted on its own when a stage event is taken in.
        public var eligible = 0
        /// Rows by state.
        public var states: [Conversion.State: Int] = [:]
        /// Suppressed ones by reason.
        public var suppressedBy: [String: Int] = [:]
        /// Nothing yet.
        public init() {}
        /// Not over yet.
        public var inFlight: Int { [.held, .queued, .sending, .unknown].reduce(0) { $0 + (states[$1] ?? 0) } }
        /// Whether it adds up.
        public var holds: Bool { eligible == states.values.reduce(0, +) }
    }

    /// Ledgers by account.
    public func ledgers() async throws -> [Int64: Ledger] {
        try await base.store.read { tx in
            var ledgers: [Int64: Ledger] = [:]
            for account in try AdAccount.all(in: tx) { ledgers[account.id, default: Ledger()].eligible = Int(account.eligible) }
            _ = try tx.query(
                "SELECT account, state, reason, count(*) FROM conversion_out GROUP BY account, state, CASE WHEN state = 'suppressed' THEN reason ELSE '' END, reason",
                []
            ) { row in
                guard let state = Conversion.State(rawValue: row.text(1)) else { return }
                let count = Int(row.integer(3))
                ledgers[row.integer(0), default: Ledger()].states[state, default: 0] += count
                if state == .suppressed { ledgers[row.integer(0), default: Ledger()].suppressedBy[row.text(2), default: 0] += count }
            }
            return ledgers
        }
    }

    /// Forgets a person: what was told stays counted, without the person and the click.
    public func erase(_ leaves: [LeafNumber]) async throws -> Int {
        try await base.store.write(.background) { tx in
            var count = 0
            for leaf in leaves {
                count += try tx.execute(
                    "UPDATE conversion_out SET leaf = 0, click_id = '', request = '', response = '', state = CASE WHEN state IN ('held', 'queued') THEN 'suppressed' ELSE state END, reason = CASE WHEN state IN ('held', 'queued') THEN 'erased' ELSE reason END WHERE leaf = $1",
                    [SQLValue(leaf.rawValue)])
            }
            return count
        }
    }
}

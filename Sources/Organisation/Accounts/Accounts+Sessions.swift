import Storage
import Vocabulary

extension Accounts {
    /// A session ends after so long without use.
    static let idle: Int64 = 7 * 86_400_000
    /// A session ends after so long in any case.
    static let longest: Int64 = 30 * 86_400_000
    /// The end is moved at most this often.
    static let slide: Int64 = 3_600_000

    /// Who holds that session token, or nil when it is unknown, over, or the account was disabled. Moves the session's end.
    public func session(_ token: String) async throws -> Account? {
        guard token.utf8.count <= 100 else { return nil }
        let now = clock.now.milliseconds
        let hash = SecretHash.of(token)
        let found = try await store.read { tx in
            try tx.first(
                "SELECT \(Account.columns), s.created_at, s.expires_at FROM console_session s JOIN \(Account.tables.replacingAccount) WHERE s.token_hash = $1",
                [.blob(hash)]
            ) { (account: Account($0), createdAt: $0.integer(11), expiresAt: $0.integer(12)) }
        }
        guard let found, found.expiresAt > now, found.account.status == .active else { return nil }
        let end = min(now + Self.idle, found.createdAt + Self.longest)
        if end - found.expiresAt >= Self.slide {
            _ = try await store.write { tx in
                try tx.execute("UPDATE console_session SET expires_at = $1 WHERE token_hash = $2", [.integer(end), .blob(hash)])
            }
        }
        return found.account
    }

    /// Ends a session; unknown tokens are ignored.
    public func signOut(_ token: String) async throws {
        let hash = SecretHash.of(token)
        _ = try await store.write { tx in try tx.execute("DELETE FROM console_session WHERE token_hash = $1", [.blob(hash)]) }
    }

    /// Removes sessions and login tokens that are over; returns how many sessions.
    @discardableResult
    public func sweep() async throws -> Int {
        let now = clock.now.milliseconds
        return try await store.write(.background) { tx in
            try tx.execute("DELETE FROM login_token WHERE expires_at < $1", [.integer(now - 86_400_000)])
            return try tx.execute("DELETE FROM console_session WHERE expires_at <= $1", [.integer(now)])
        }
    }

    func openSession(_ tx: any SQLTransaction, account id: Int64, how: String, address: String, agent: String, at now: Instant) throws
        -> SignedIn
    {
        let token = entropy.token(bits: 256)
        try tx.execute("UPDATE account SET last_login_at = $1 WHERE id = $2", [.integer(now.milliseconds), .integer(id)])
        let account = try Self.find(id, tx)
        guard account.status == .active else {
            throw LianluError(.forbidden, "This account is disabled.", hint: "Ask an admin to enable it.")
        }
        try tx.execute(
            "INSERT INTO console_session(token_hash, account, created_at, expires_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .blob(SecretHash.of(token)), .integer(id), .integer(now.milliseconds), .integer(now.milliseconds + Self.idle),
                .text(address),
                .text(String(agent.prefix(200))),
            ])
        try AuditLog.append(
            tx, account.principal(address: address), "session.open", target: "account:\(id)", detail: [("how", how)], at: now)
        return SignedIn(account: account, token: token)
    }
}

extension String {
    /// `account a …` with its condition on the session in front of the left join.
    fileprivate var replacingAccount: String { "account a ON a.id = s.account" + dropFirst("account a".count) }
}

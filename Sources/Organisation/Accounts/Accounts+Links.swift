import Storage
import Vocabulary

extension Accounts {
    /// What a one-time token is for.
    enum TokenUse: Equatable {
        case setUp
        case account(Int64)
    }

    /// A token for making the first account, good for 24 hours; earlier ones stop working.
    public func issueSetUpToken() async throws -> String {
        let now = clock.now
        let token = entropy.token(bits: 256)
        try await store.write { tx in
            try tx.execute("DELETE FROM login_token WHERE account IS NULL")
            try insertToken(tx, token, account: nil, at: now, lasting: 86_400_000)
        }
        return token
    }

    /// A one-time login token of an account, good for 72 hours; earlier unused ones stop working.
    /// - Throws: `not_found`, or `conflict` when the account is disabled.
    public func issueLoginToken(_ id: Int64, by actor: Principal) async throws -> String {
        let now = clock.now
        let token = entropy.token(bits: 256)
        try await store.write { tx in
            let account = try Self.find(id, tx)
            try actor.needPlace(account.nodePath)
            guard account.status != .disabled else {
                throw LianluError(.conflict, "This account is disabled.", hint: "Enable it first.")
            }
            try tx.execute("DELETE FROM login_token WHERE account = $1 AND used_at IS NULL", [.integer(id)])
            try insertToken(tx, token, account: id, at: now, lasting: 72 * 3_600_000)
            try AuditLog.append(tx, actor, "account.login_link", target: "account:\(id)", at: now)
        }
        return token
    }

    private func insertToken(_ tx: any SQLTransaction, _ token: String, account: Int64?, at now: Instant, lasting: Int64) throws {
        try tx.execute(
            "INSERT INTO login_token(token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)",
            [.blob(SecretHash.of(token)), SQLValue(account), .integer(now.milliseconds), .integer(now.milliseconds + lasting)])
    }

    /// Spends a token inside the transaction that acts on it: two callers cannot both win.
    func useToken(_ token: String, _ tx: any SQLTransaction, at now: Instant) throws -> TokenUse {
        guard token.utf8.count <= 100 else { throw Self.badToken }
        let hash = SecretHash.of(token)
        let changed = try tx.execute(
            "UPDATE login_token SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL AND expires_at > $3",
            [.integer(now.milliseconds), .blob(hash), .integer(now.milliseconds)])
        guard changed == 1 else { throw Self.badToken }
        let account = try tx.first("SELECT account FROM login_token WHERE token_hash = $1", [.blob(hash)]) { $0.optionalInteger(0) } ?? nil
        return account.map(TokenUse.account) ?? .setUp
    }
}

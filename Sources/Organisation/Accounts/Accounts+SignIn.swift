import Storage
import Vocabulary

extension Accounts {
    /// Signs in with e-mail and password.
    /// - Throws: `unauthorized` when either is wrong (not saying which), `rate_limited` after five failures in 15 minutes.
    public func signIn(email: String, password: String, address: String, agent: String) async throws -> SignedIn {
        let now = clock.now
        let email = email.trimmed.lowercased()
        let key = "\(email.prefix(254))|\(address)"
        try limiter.check(key, now: now)
        try addressLimiter.check(address, now: now)
        let found = try await store.read { tx in
            try tx.first("SELECT id, password, status FROM account WHERE email = $1", [.text(email)]) {
                (id: $0.integer(0), password: $0.optionalText(1), status: $0.text(2))
            }
        }
        let right = try await hasher.verify(String(password.prefix(1024)), against: found?.password)
        guard right, let found, found.status == Account.Status.active.rawValue else {
            limiter.failed(key, now: now)
            addressLimiter.failed(address, now: now)
            let target = found.map { "account:\($0.id)" } ?? ""
            let actor = Principal(kind: .system, id: "", name: String(email.prefix(120)), role: .analyst, scope: .nobody, address: address)
            try await store.write { tx in try AuditLog.append(tx, actor, "session.refused", target: target, at: now) }
            throw LianluError(
                .unauthorized, "The e-mail address or the password is not right.", hint: "Try again, or ask an admin for a login link.")
        }
        limiter.succeeded(key)
        return try await store.write { tx in
            try openSession(tx, account: found.id, how: "password", address: address, agent: agent, at: now)
        }
    }

    /// Makes the first account, an admin, with the one-time token that the server printed.
    /// - Throws: `conflict` when there is an account already, `unauthorized` when the token is wrong, used or too old.
    public func setUp(
        token: String, name: String, email: String, password: String, locale: String?, address: String, agent: String
    ) async throws -> SignedIn {
        let now = clock.now
        try addressLimiter.check(address, now: now)
        let name = try AccountRules.name(name)
        let email = try AccountRules.email(email)
        let locale = try locale.map { try AccountRules.locale($0) }
        let stored = try await hasher.hash(try AccountRules.password(password))
        do {
            return try await store.write { tx in
                if try tx.first("SELECT 1 FROM account LIMIT 1", [], { _ in true }) != nil {
                    throw LianluError(.conflict, "Lianlu is set up already.", hint: "Sign in instead.")
                }
                guard try useToken(token, tx, at: now) == .setUp else { throw Self.badToken }
                let actor = Principal(kind: .commandLine, id: "", name: "set-up", role: .admin, scope: .all, address: address)
                let account = try Self.insert(
                    tx, name: name, email: email, role: .admin, node: nil, locale: locale, password: stored, status: .active, at: now,
                    by: actor)
                return try openSession(tx, account: account.id, how: "set-up", address: address, agent: agent, at: now)
            }
        } catch let error as LianluError where error.code == .unauthorized {
            addressLimiter.failed(address, now: now)
            throw error
        }
    }

    /// Signs in with a one-time login link.
    /// - Throws: `unauthorized` when the token is wrong, used or too old; `conflict` when it is for setting up.
    public func signIn(token: String, address: String, agent: String) async throws -> SignedIn {
        let now = clock.now
        try addressLimiter.check(address, now: now)
        do {
            return try await store.write { tx in
                switch try useToken(token, tx, at: now) {
                case .setUp:
                    throw LianluError(
                        .conflict, "There is no account yet.", hint: "Make the first account with this token (POST /api/setup).")
                case .account(let id):
                    try tx.execute("UPDATE account SET status = 'active' WHERE id = $1 AND status = 'invited'", [.integer(id)])
                    return try openSession(tx, account: id, how: "link", address: address, agent: agent, at: now)
                }
            }
        } catch let error as LianluError where error.code == .unauthorized {
            addressLimiter.failed(address, now: now)
            throw error
        }
    }

    static var badToken: LianluError {
        LianluError(
            .unauthorized, "This login link is wrong, used or too old.",
            hint: "Ask an admin for a new one, or run `lianlu user login-link` on the server.")
    }
}

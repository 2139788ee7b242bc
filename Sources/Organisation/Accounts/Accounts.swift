public import Storage
public import Vocabulary

/// The accounts of the console: make, change, list.
///
/// Signing in lives in `Accounts+SignIn.swift`, sessions in `Accounts+Sessions.swift`, one-time links in `Accounts+Links.swift`.
public struct Accounts: Sendable {
    let store: any OperationalStore
    let clock: WallClock
    let entropy: Entropy
    let hasher: PasswordHasher
    let limiter: FailureLimiter
    let addressLimiter: FailureLimiter

    /// Accounts kept in that store; `hasher` decides what a password costs to check.
    public init(store: any OperationalStore, clock: WallClock = .system, entropy: Entropy = .system, hasher: PasswordHasher? = nil) {
        self.store = store
        self.clock = clock
        self.entropy = entropy
        self.hasher = hasher ?? PasswordHasher(entropy: entropy)
        limiter = FailureLimiter()
        addressLimiter = FailureLimiter(limit: 50)
    }

    /// Whether there is no account yet.
    public func needsSetup() async throws -> Bool {
        try await store.read { try $0.first("SELECT 1 FROM account LIMIT 1") { _ in true } == nil }
    }

    /// Every account, oldest first.
    public func list() async throws -> [Account] {
        try await store.read { try $0.query("SELECT \(Account.columns) FROM \(Account.tables) ORDER BY a.id", [], Account.init) }
    }

    /// One account.
    /// - Throws: `not_found`.
    public func account(_ id: Int64) async throws -> Account { try await store.read { try Self.find(id, $0) } }

    /// The account with that e-mail address, or nil.
    public func account(email: String) async throws -> Account? {
        let email = email.trimmed.lowercased()
        return try await store.read {
            try $0.first("SELECT \(Account.columns) FROM \(Account.tables) WHERE a.email = $1", [.text(email)], Account.init)
        }
    }

    /// Makes an account without a password (they set one after using a login link), or with one.
    /// - Throws: `conflict` when the e-mail address is taken, `bad_request` when a field is not acceptable.
    public func create(
        name: String, email: String, role: Role, node: Int64? = nil, locale: String? = nil, password: String? = nil, by actor: Principal
    ) async throws -> Account {
        let name = try AccountRules.name(name)
        let email = try AccountRules.email(email)
        let locale = try locale.map { try AccountRules.locale($0) }
        var stored: String?
        if let password { stored = try await hasher.hash(try AccountRules.password(password)) }
        let now = clock.now
        return try await store.write { [stored] tx in
            try Self.insert(
                tx, name: name, email: email, role: role, node: node, locale: locale, password: stored,
                status: stored == nil ? .invited : .active, at: now,
                by: actor)
        }
    }

    /// Changes an account; nil leaves a field as it is. `node: .some(nil)` gives the whole organisation.
    /// - Throws: `conflict` when nobody could administer any more.
    public func update(
        _ id: Int64, name: String? = nil, role: Role? = nil, node: Int64?? = nil, status: Account.Status? = nil, by actor: Principal
    ) async throws -> Account {
        let name = try name.map { try AccountRules.name($0) }
        let now = clock.now
        return try await store.write { tx in
            let before = try Self.find(id, tx)
            if let role, role != before.role { try Self.keepAnAdmin(without: before, tx) }
            if let status, status != before.status, status != .active { try Self.keepAnAdmin(without: before, tx) }
            let place = node ?? before.node
            try actor.needPlace(before.nodePath)
            try actor.needPlace(try place.map { try OrganisationTree.find($0, tx).path })
            try tx.execute(
                "UPDATE account SET name = $1, role = $2, node = $3, status = $4 WHERE id = $5",
                [
                    .text(name ?? before.name), .text((role ?? before.role).rawValue), SQLValue(place),
                    .text((status ?? before.status).rawValue),
                    .integer(id),
                ])
            if status == .disabled {
                try tx.execute("DELETE FROM console_session WHERE account = $1", [.integer(id)])
                try tx.execute("DELETE FROM login_token WHERE account = $1", [.integer(id)])
            }
            var detail: [(String, String)] = []
            if let name, name != before.name { detail.append(("name", name)) }
            if let role, role != before.role { detail.append(("role", role.rawValue)) }
            if place != before.node { detail.append(("node", place.map(String.init) ?? "")) }
            if let status, status != before.status { detail.append(("status", status.rawValue)) }
            try AuditLog.append(tx, actor, "account.update", target: "account:\(id)", detail: detail, at: now)
            return try Self.find(id, tx)
        }
    }

    /// Changes what an account may change of itself. A new password needs the current one, unless none is set or they came by a login link in the last
    /// half hour; every other session of theirs ends.
    public func updateSelf(
        _ id: Int64, name: String? = nil, locale: String? = nil, password: String? = nil, currentPassword: String? = nil,
        keeping session: String? = nil,
        by actor: Principal
    ) async throws -> Account {
        let name = try name.map { try AccountRules.name($0) }
        let locale = try locale.map { try AccountRules.locale($0) }
        let now = clock.now
        var stored: String?
        if let password {
            _ = try AccountRules.password(password)
            try await checkMayChangePassword(id, currentPassword: currentPassword, now: now)
            stored = try await hasher.hash(password)
        }
        return try await store.write { [stored] tx in
            let before = try Self.find(id, tx)
            try tx.execute(
                "UPDATE account SET name = $1, locale = $2 WHERE id = $3",
                [.text(name ?? before.name), SQLValue(locale ?? before.locale), .integer(id)])
            if let stored {
                try tx.execute("UPDATE account SET password = $1 WHERE id = $2", [.text(stored), .integer(id)])
                try tx.execute(
                    "DELETE FROM console_session WHERE account = $1 AND token_hash <> $2",
                    [.integer(id), .blob(SecretHash.of(session ?? ""))])
            }
            var detail: [(String, String)] = []
            if let name { detail.append(("name", name)) }
            if let locale { detail.append(("locale", locale)) }
            if stored != nil { detail.append(("password", "changed")) }
            try AuditLog.append(tx, actor, "account.update", target: "account:\(id)", detail: detail, at: now)
            return try Self.find(id, tx)
        }
    }

    private func checkMayChangePassword(_ id: Int64, currentPassword: String?, now: Instant) async throws {
        let since = now.adding(milliseconds: -30 * 60_000).milliseconds
        let (stored, cameByLink) = try await store.read { tx in
            let stored = try tx.first("SELECT password FROM account WHERE id = $1", [.integer(id)]) { $0.optionalText(0) } ?? nil
            let link = try tx.first("SELECT 1 FROM login_token WHERE account = $1 AND used_at > $2", [.integer(id), .integer(since)]) { _ in
                true
            }
            return (stored, link ?? false)
        }
        guard let stored, !cameByLink else { return }
        let key = "password:\(id)"
        try limiter.check(key, now: now)
        guard let currentPassword, try await hasher.verify(currentPassword, against: stored) else {
            limiter.failed(key, now: now)
            throw LianluError(
                .forbidden, "The current password is not right.", hint: "Enter the current password, or ask an admin for a login link.")
        }
        limiter.succeeded(key)
    }

    static func insert(
        _ tx: any SQLTransaction, name: String, email: String, role: Role, node: Int64?, locale: String?, password: String?,
        status: Account.Status,
        at now: Instant, by actor: Principal
    ) throws -> Account {
        if try tx.first("SELECT 1 FROM account WHERE email = $1", [.text(email)], { _ in true }) != nil {
            throw LianluError(
                .conflict, "There is an account with the e-mail address \(email) already.",
                hint: "Change that account, or use another address.")
        }
        try actor.needPlace(try node.map { try OrganisationTree.find($0, tx).path })
        let id = try tx.take(from: "account")
        try tx.execute(
            "INSERT INTO account(id, email, name, password, role, node, status, locale, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                .integer(id), .text(email), .text(name), SQLValue(password), .text(role.rawValue), SQLValue(node), .text(status.rawValue),
                SQLValue(locale), .integer(now.milliseconds),
            ])
        try AuditLog.append(
            tx, actor, "account.create", target: "account:\(id)",
            detail: [("email", email), ("role", role.rawValue), ("node", node.map(String.init) ?? "")],
            at: now)
        return try find(id, tx)
    }

    static func find(_ id: Int64, _ tx: any SQLTransaction) throws -> Account {
        guard let account = try tx.first("SELECT \(Account.columns) FROM \(Account.tables) WHERE a.id = $1", [.integer(id)], Account.init)
        else {
            throw LianluError(.notFound, "There is no account \(id).", hint: "List the accounts to see which there are.")
        }
        return account
    }

    private static func keepAnAdmin(without account: Account, _ tx: any SQLTransaction) throws {
        guard account.role == .admin, account.status == .active else { return }
        let others =
            try tx.first("SELECT COUNT(*) FROM account WHERE role = 'admin' AND status = 'active' AND id <> $1", [.integer(account.id)]) {
                $0.integer(0)
            } ?? 0
        if others == 0 {
            throw LianluError(.conflict, "This is the last active admin.", hint: "Make another account an active admin first.")
        }
    }
}

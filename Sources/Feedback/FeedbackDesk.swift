public import Profile
import Storage
import Synchronization
public import Vocabulary

/// Ad accounts, conversions and spend, as the HTTP side and App use them.
public final class FeedbackDesk: Sendable {
    let base: RoomBase
    let http: HTTPSender
    private let opener = Mutex<(@Sendable (String) -> Void)?>(nil)
    let buckets = Mutex<[Int64: [Instant]]>([:])

    /// Works on that base.
    public init(_ base: RoomBase, http: HTTPSender) {
        self.base = base
        self.http = http
    }

    /// Kind of the job that tells one conversion.
    public static let sendJob = "conversion.send"

    /// How a queue is opened for an account: each has its own. Set by App once jobs run.
    public func setQueueOpener(_ body: @escaping @Sendable (String) -> Void) { opener.withLock { $0 = body } }

    func openQueue(_ account: Int64) { opener.withLock { $0 }?("ads.\(account)") }

    /// Opens the queues of every account.
    public func openQueues() async throws { for account in try await accounts() { openQueue(account.id) } }

    static func missing(_ what: String, _ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no \(what) \(id).", hint: "List them to see which there are.")
    }

    /// Every account.
    public func accounts() async throws -> [AdAccount] { try await base.store.read { tx in try AdAccount.all(in: tx) } }

    /// One account. Throws `not_found`.
    public func account(_ id: Int64) async throws -> AdAccount {
        guard let found = try await base.store.read({ tx in try AdAccount.find(id, in: tx) }) else { throw Self.missing("ad account", id) }
        return found
    }

    /// Whether an account has a token.
    public func hasToken(_ id: Int64) async throws -> Bool { try await base.secrets.read("ads.\(id).token") != nil }

    /// What may be changed of an account.
    public struct Change: Sendable {
        /// What people call it.
        public var name: String?
        /// The platform's number.
        public var externalID: String?
        /// Settings.
        public var settings: JSONObject?
        /// The token; nil keeps it.
        public var token: String?
        /// Whether it may be used.
        public var isActive: Bool?
        /// Whether hashed phone numbers go along.
        public var sendsIdentifiers: Bool?
        /// Days after a click.
        public var windowDays: Int64?
        /// Minutes a stage can be taken back.
        public var holdMinutes: Int64?
        /// Calls a minute.
        public var perMinute: Int64?
        /// Origin whose clicks belong to it.
        public var origin: Int64??
        /// Nothing changes.
        public init() {}
    }

    /// Connects an account; it begins with the platform's standard mapping.
    public func create(platform: String, _ change: Change, by actor: String) async throws -> AdAccount {
        guard let type = AdPlatforms.named(platform) else {
            throw LianluError(
                .badRequest, "There is no ad platform “\(platform.prefix(30))”.",
                hint: "Use one of: \(AdPlatforms.all.map { $0.key }.joined(separator: ", ")).")
        }
        try Self.check(change, type, isNew: true)
        let (now, base) = (base.clock.now, base)
        let id = try await base.store.write { tx in
            let id = try tx.take(from: "ad_account")
            try tx.execute(
                "INSERT INTO ad_account(id, platform, name, external_id, settings, active, send_identifiers, window_days, hold_minutes, per_minute, origin, problem, eligible, created_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, '', 0, $11)",
                [
                    .integer(id), .text(platform), .text(change.name ?? type.names.hans), .text(change.externalID ?? ""),
                    .text(JSONValue.object(change.settings ?? JSONObject()).text), SQLValue(change.sendsIdentifiers ?? false),
                    .integer(change.windowDays ?? 15), .integer(change.holdMinutes ?? 10), .integer(change.perMinute ?? 600),
                    SQLValue(change.origin ?? nil), .integer(now.milliseconds),
                ])
            if let token = change.token, !token.isEmpty { try base.secrets.set("ads.\(id).token", SecretText(token), in: tx) }
            try Self.addMapping(id, type.standardMapping, note: "standard", by: actor, at: now, in: tx)
            return id
        }
        openQueue(id)
        return try await account(id)
    }

    /// Changes an account.
    public func update(_ id: Int64, _ change: Change) async throws -> AdAccount {
        let old = try await account(id)
        if let type = AdPlatforms.named(old.platform) { try Self.check(change, type, isNew: false) }
        let base = base
        try await base.store.write { tx in
            var settings = old.settings
            for member in change.settings ?? JSONObject() { settings[member.name] = member.value }
            try tx.execute(
                "UPDATE ad_account SET name = $1, external_id = $2, settings = $3, active = $4, send_identifiers = $5, window_days = $6, hold_minutes = $7, per_minute = $8, origin = $9, problem = $10 WHERE id = $11",
                [
                    .text(change.name ?? old.name), .text(change.externalID ?? old.externalID), .text(JSONValue.object(settings).text),
                    SQLValue(change.isActive ?? old.isActive), SQLValue(change.sendsIdentifiers ?? old.sendsIdentifiers),
                    .integer(change.windowDays ?? old.windowDays), .integer(change.holdMinutes ?? old.holdMinutes),
                    .integer(change.perMinute ?? old.perMinute), SQLValue(change.origin ?? old.origin),
                    .text(change.token == nil ? old.problem : ""), .integer(id),
                ])
            if let token = change.token, !token.isEmpty { try base.secrets.set("ads.\(id).token", SecretText(token), in: tx) }
        }
        base.jobs.wake()
        return try await account(id)
    }

    private static func check(_ change: Change, _ type: any AdPlatform.Type, isNew: Bool) throws(LianluError) {
        for (value, range, name) in [
            (change.windowDays, Int64(1)...90, "windowDays"), (change.holdMinutes, 0...1440, "holdMinutes"),
            (change.perMinute, 1...6000, "ratePerMinute"),
        ] {
            if let value, !range.contains(value) {
                throw LianluError(.badRequest, "\(name) is not from \(range.lowerBound) to \(range.upperBound).", hint: "Mend it.")
            }
        }
        for field in type.fields {
            let text = change.settings?[field.key]?.plainText ?? ""
            if isNew, field.isRequired, text.isEmpty {
                throw LianluError(.badRequest, "“\(field.key)” is missing.", hint: "The platform's console shows it.")
            }
            if field.key == "baseURL", !text.isEmpty, !text.hasPrefix("https://"), !text.hasPrefix("http://") {
                throw LianluError(.badRequest, "“baseURL” is not an address.", hint: "Begin with https://.")
            }
        }
        if let settings = change.settings, let stranger = settings.names.first(where: { name in !type.fields.contains { $0.key == name } })
        {
            throw LianluError(
                .badRequest, "There is no setting “\(stranger.prefix(30))”.",
                hint: "Known: \(type.fields.map(\.key).joined(separator: ", ")).")
        }
    }

    // MARK: Mappings

    /// A version of a mapping.
    public struct Mapping: Sendable {
        /// Its version; the newest is in force.
        public var version: Int64
        /// The rows.
        public var rows: [StageRow]
        /// Why it was made.
        public var note: String
        /// When.
        public var createdAt: Instant
        /// By whom.
        public var createdBy: String
    }

    /// Versions of a mapping, newest first.
    public func mappings(of account: Int64) async throws -> [Mapping] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT version, mapping_rows, note, created_at, created_by FROM stage_mapping WHERE account = $1 ORDER BY version DESC",
                [.integer(account)]
            ) {
                Mapping(
                    version: $0.integer(0), rows: Self.rows($0.text(1)), note: $0.text(2), createdAt: Instant(milliseconds: $0.integer(3)),
                    createdBy: $0.text(4))
            }
        }
    }

    /// Puts a new version in force from now on.
    public func setMapping(_ account: Int64, _ rows: [StageRow], note: String, by actor: String) async throws {
        _ = try await self.account(account)
        let now = base.clock.now
        try await base.store.write { tx in try Self.addMapping(account, rows, note: note, by: actor, at: now, in: tx) }
    }

    private static func addMapping(
        _ account: Int64, _ rows: [StageRow], note: String, by actor: String, at now: Instant, in tx: any SQLTransaction
    ) throws {
        let next =
            1
            + (try tx.first("SELECT coalesce(max(version), 0) FROM stage_mapping WHERE account = $1", [.integer(account)]) { $0.integer(0) }
                ?? 0)
        let json = JSONValue.array(
            rows.map {
                [
                    "stage": .string($0.stage.rawValue), "event": .string($0.event), "unit": .string($0.unit.rawValue),
                    "once": .bool($0.isOnce),
                ]
            })
        try tx.execute(
            "INSERT INTO stage_mapping(account, version, mapping_rows, note, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .integer(account), .integer(next), .text(json.text), .text(String(note.prefix(200))), .integer(now.milliseconds),
                .text(actor),
            ])
    }

    static func rows(_ text: String) -> [StageRow] {
        ((try? JSONValue(parsing: text))?.array ?? []).compactMap { json in
            guard let stage = json["stage"]?.string.flatMap(Stage.init), let event = json["event"]?.string else { return nil }
            return StageRow(
                stage, event, unit: json["unit"]?.string.flatMap(StageRow.Unit.init) ?? .none, once: json["once"]?.bool ?? false)
        }
    }
}

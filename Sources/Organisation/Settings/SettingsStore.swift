public import Storage
public import Vocabulary

/// Keeps ``Settings`` in the table `setting`: one row per changed member, so that new defaults reach folders that never changed them.
public struct SettingsStore: Sendable {
    let store: any OperationalStore
    let clock: WallClock
    /// What holds where nothing was set (the identity kinds come from Identify).
    public let defaults: Settings

    private static let prefix = "settings."

    /// The settings kept in that store.
    public init(store: any OperationalStore, clock: WallClock = .system, defaults: Settings = Settings()) {
        self.store = store
        self.clock = clock
        self.defaults = defaults
    }

    /// The present settings.
    public func read() async throws -> Settings {
        let defaults = self.defaults
        return try await store.read { tx in try Self.read(tx, defaults) }
    }

    /// Changes the given members and returns all.
    /// - Throws: `bad_request` naming the member that is not acceptable.
    public func change(_ change: JSONValue, by actor: Principal) async throws -> Settings {
        let now = clock.now
        let defaults = self.defaults
        return try await store.write { tx in
            let before = try Self.read(tx, defaults)
            let after = try before.changed(by: change)
            let json = after.json
            var detail: [(String, String)] = []
            for member in change.object ?? JSONObject([]) {
                guard let value = json[member.name], value != before.json[member.name] else { continue }
                detail.append((member.name, value.text))
                try tx.execute(
                    "INSERT INTO setting(name, value) VALUES ($1, $2) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
                    [.text(Self.prefix + member.name), .text(value.text)])
            }
            if !detail.isEmpty { try AuditLog.append(tx, actor, "settings.update", detail: detail, at: now) }
            return after
        }
    }

    private static func read(_ tx: any SQLTransaction, _ defaults: Settings) throws -> Settings {
        let rows = try tx.query(
            "SELECT name, value FROM setting WHERE name >= $1 AND name < $2", [.text(prefix), .text("settings/")]
        ) { (String($0.text(0).dropFirst(prefix.utf8.count)), $0.text(1)) }
        var result = defaults
        for (name, text) in rows {
            result = try result.changed(by: .object(JSONObject([JSONObject.Member(name, try JSONValue(parsing: text))])))
        }
        return result
    }
}

public import Storage
public import Vocabulary

/// The sources and their keys: kept in the operational store, and as a ``KeyRing`` in memory that every change replaces.
///
///     let registry = SourceRegistry(store: store, ring: ring, clock: clock, entropy: entropy, box: box)
///     try await registry.start(presetKey: environment["LIANLU_WRITE_KEY"])
public final class SourceRegistry: Sendable {
    /// The name of the source that exists from the first start.
    public static let defaultName = "default"
    /// The name of the source that imported files belong to.
    public static let importName = "import"
    /// The name of the source that our own events belong to.
    public static let systemName = "lianlu"

    let store: any OperationalStore
    /// Where requests look up their keys.
    public let ring: KeyRing
    let clock: WallClock
    let entropy: Entropy
    let box: SecretBox
    /// When each source last delivered something.
    public let activity: SourceActivity

    /// Works on that store; call ``start(presetKey:)`` before serving.
    public init(
        store: any OperationalStore, ring: KeyRing, clock: WallClock, entropy: Entropy, box: SecretBox,
        activity: SourceActivity = SourceActivity()
    ) {
        self.store = store
        self.ring = ring
        self.clock = clock
        self.entropy = entropy
        self.box = box
        self.activity = activity
    }

    /// Makes the source "default" (channel server) when there is none yet, gives it the preset server key unless that key exists, and fills the ring.
    ///
    /// A preset key that was revoked stays revoked. Throws `bad_request` when the preset key is longer than 255 bytes.
    public func start(presetKey: String? = nil) async throws {
        let now = clock.now
        let preset = try presetKey.flatMap { key throws(LianluError) -> String? in
            let key = key.trimmed
            if key.isEmpty { return nil }
            guard (1...255).contains(key.utf8.count) else {
                throw LianluError(
                    .badRequest, "LIANLU_WRITE_KEY has \(key.utf8.count) bytes.", hint: "Use at most 255 bytes; 32 random letters are good."
                )
            }
            return key
        }
        try await store.write { tx in
            var first = try tx.first("SELECT id FROM source WHERE name = $1", [.text(Self.defaultName)]) { $0.integer(0) }
            if first == nil { first = try tx.first("SELECT id FROM source ORDER BY id LIMIT 1") { $0.integer(0) } }
            let source = try first ?? Self.insert(name: Self.defaultName, channel: .server, kind: .native, at: now, in: tx)
            guard let preset else { return }
            let hash = KeyHash(of: preset)
            guard try tx.first("SELECT id FROM source_key WHERE key_hash = $1", [.blob(hash.bytes)], { $0.integer(0) }) == nil else {
                return
            }
            _ = try Self.insertKey(source: source, kind: .server, label: "LIANLU_WRITE_KEY", value: preset, origins: [], at: now, in: tx)
        }
        try await reload()
    }

    /// Fills the ring from the store: after a change, and now and then where several processes share a store.
    public func reload() async throws {
        let rows = try await store.read { tx in
            try tx.query(
                "SELECT k.id, k.key_hash, k.kind, k.origins, s.id, s.name, s.channel, s.status, s.settings FROM source_key k JOIN source s ON s.id = k.source WHERE k.revoked_at IS NULL",
                []
            ) { row in
                (
                    key: row.integer(0), hash: KeyHash(stored: row.blob(1)), kind: SourceKey.Kind(rawValue: row.text(2)) ?? .browser,
                    origins: SourceRows.origins(row.text(3)), source: Int32(truncatingIfNeeded: row.integer(4)), name: row.text(5),
                    channel: SourceRows.channel(row.integer(6)), paused: row.text(7) != SourceStatus.active.rawValue, settings: row.text(8)
                )
            }
        }
        let keys = try rows.map { row in
            let sealed = SourceRows.sealedSecret(row.settings)
            let grant = SourceGrant(
                source: row.source, name: row.name, channel: row.channel, trust: row.kind.trust, origins: row.origins,
                identifySecret: try sealed.map(box.open), paused: row.paused)
            return (key: row.key, hash: row.hash, grant: grant)
        }
        ring.replace(by: keys)
    }

    /// Writes the times of last use gathered since the last call; for a timer of a minute or so.
    public func flushUses() async throws {
        let uses = ring.takeUses()
        guard !uses.isEmpty else { return }
        _ = try await store.write(.background) { tx in
            try tx.executeMany("UPDATE source_key SET last_used_at = $1 WHERE id = $2", uses.map { [.integer($0.at), .integer($0.key)] })
        }
    }

    /// Writes down when sources last delivered something, as far as that is new; soon after ``SourceActivity/changes`` says so.
    public func flushActivity() async throws {
        let items = activity.take()
        guard !items.isEmpty else { return }
        do {
            _ = try await store.write(.background) { tx in
                try tx.executeMany(
                    "UPDATE source SET last_event_at = $1 WHERE id = $2 AND coalesce(last_event_at, 0) < $3",
                    items.map { [.integer($0.at), .init($0.source), .integer($0.at)] })
            }
        } catch {
            activity.giveBack(items)
            throw error
        }
    }

    static func insert(name: String, channel: Channel, kind: SourceKind, at now: Instant, in tx: any SQLTransaction) throws -> Int64 {
        let id = try tx.take(from: "source")
        try tx.execute(
            "INSERT INTO source(id, name, channel, kind, status, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            [
                .integer(id), .text(name), .init(channel.rawValue), .text(kind.rawValue), .text(SourceStatus.active.rawValue), .text("{}"),
                .integer(now.milliseconds),
            ])
        return id
    }

    static func insertKey(
        source: Int64, kind: SourceKey.Kind, label: String, value: String, origins: [String], at now: Instant, in tx: any SQLTransaction
    ) throws -> Int64 {
        let id = try tx.take(from: "source_key")
        try tx.execute(
            "INSERT INTO source_key(id, source, kind, label, key_hash, hint, value, origins, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                .integer(id), .integer(source), .text(kind.rawValue), .text(label), .blob(KeyHash(of: value).bytes),
                .text(SourceKey.hint(of: value)),
                kind == .browser ? .text(value) : .null, .text(JSONValue.strings(origins).text), .integer(now.milliseconds),
            ])
        return id
    }
}

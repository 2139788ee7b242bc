import Storage
public import Vocabulary

extension SourceRegistry {
    private static let missing = LianluError(.notFound, "There is no such source.", hint: "List the sources with GET /api/sources.")
    private static let missingKey = LianluError(.notFound, "There is no such key.", hint: "List the keys with GET /api/sources.")

    /// All sources with their keys, oldest first.
    public func sources() async throws -> [Source] {
        // Uses are written now and then; what is shown is up to the moment.
        let uses = ring.uses()
        let seen = activity.all()
        return try await store.read { tx in
            var sources = try tx.query("SELECT \(SourceRows.sourceColumns) FROM source ORDER BY id", []) { SourceRows.source($0) }
            let keys = try tx.query("SELECT \(SourceRows.keyColumns) FROM source_key ORDER BY id", []) { row in
                var key = SourceRows.key(row)
                if let last = uses[key.id], last > key.lastUsedAt?.milliseconds ?? 0 { key.lastUsedAt = Instant(milliseconds: last) }
                return key
            }
            let bySource = Dictionary(grouping: keys, by: \.source)
            for place in sources.indices {
                sources[place].keys = bySource[sources[place].id] ?? []
                if let last = seen[sources[place].id], last > sources[place].lastEventAt?.milliseconds ?? 0 {
                    sources[place].lastEventAt = Instant(milliseconds: last)
                }
            }
            return sources
        }
    }

    /// One source with its keys; throws `not_found`.
    public func source(_ id: Int32) async throws -> Source {
        guard let found = try await sources().first(where: { $0.id == id }) else { throw Self.missing }
        return found
    }

    /// Makes a source without keys. Throws `bad_request` for an empty or overlong name, `conflict` when the name is taken.
    public func create(name: String, channel: Channel, kind: SourceKind) async throws -> Source {
        let name = try Self.checked(name)
        let now = clock.now
        let id = try await store.write { tx in
            try Self.assertFree(name, except: nil, in: tx)
            return try Self.insert(name: name, channel: channel, kind: kind, at: now, in: tx)
        }
        return try await source(Int32(truncatingIfNeeded: id))
    }

    /// The source that imported files belong to; made when there is none.
    public func importSource() async throws -> Source {
        let now = clock.now
        let id = try await store.write { tx in
            try tx.first("SELECT id FROM source WHERE kind = $1 ORDER BY id LIMIT 1", [.text(SourceKind.import.rawValue)]) { $0.integer(0) }
                ?? Self.insert(name: Self.importName, channel: .other, kind: .import, at: now, in: tx)
        }
        return try await source(Int32(truncatingIfNeeded: id))
    }

    /// The source that Lianlu's own events belong to; made when there is none. Nobody else can deliver into it: it has no keys.
    public func systemSource() async throws -> Source {
        let now = clock.now
        let id = try await store.write { tx in
            try tx.first("SELECT id FROM source WHERE kind = $1 ORDER BY id LIMIT 1", [.text(SourceKind.system.rawValue)]) { $0.integer(0) }
                ?? Self.insert(name: Self.systemName, channel: .server, kind: .system, at: now, in: tx)
        }
        return try await source(Int32(truncatingIfNeeded: id))
    }

    /// Changes what is given. Throws `not_found`, `bad_request`, `conflict`.
    public func update(_ id: Int32, name: String? = nil, channel: Channel? = nil, status: SourceStatus? = nil) async throws -> Source {
        let name = try name.map(Self.checked)
        try await store.write { tx in
            guard
                let old = try tx.first(
                    "SELECT \(SourceRows.sourceColumns) FROM source WHERE id = $1", [.init(id)], { SourceRows.source($0) })
            else {
                throw Self.missing
            }
            if let name { try Self.assertFree(name, except: id, in: tx) }
            try tx.execute(
                "UPDATE source SET name = $1, channel = $2, status = $3 WHERE id = $4",
                [.text(name ?? old.name), .init((channel ?? old.channel).rawValue), .text((status ?? old.status).rawValue), .init(id)])
        }
        try await reload()
        return try await source(id)
    }

    /// Deletes a source and its keys. `received` is what the ledger says it ever received: with events it throws `conflict`.
    public func delete(_ id: Int32, received: Int) async throws {
        guard received == 0 else {
            throw LianluError(
                .conflict, "The source has delivered \(received) events.", hint: "Pause it instead; its events need its name.")
        }
        try await store.write { tx in
            guard try tx.execute("DELETE FROM source WHERE id = $1", [.init(id)]) == 1 else { throw Self.missing }
            try tx.execute("DELETE FROM source_key WHERE source = $1", [.init(id)])
        }
        try await reload()
    }

    /// Makes a key; the value of a server key is returned here and never again. Throws `not_found`, `bad_request`.
    public func createKey(source: Int32, kind: SourceKey.Kind, label: String = "", origins: [String] = []) async throws -> (
        key: SourceKey, value: String
    ) {
        let origins = try OriginRule.normalise(kind == .browser ? origins : [])
        let label = String(label.trimmed.prefix(100))
        let value = kind.prefix + entropy.token(bits: 160)
        let now = clock.now
        let key = try await store.write { tx in
            guard try tx.first("SELECT id FROM source WHERE id = $1", [.init(source)], { $0.integer(0) }) != nil else { throw Self.missing }
            let id = try Self.insertKey(source: Int64(source), kind: kind, label: label, value: value, origins: origins, at: now, in: tx)
            return try Self.key(id, in: tx)
        }
        try await reload()
        return (key, value)
    }

    /// Revokes a key at once and for good; doing it again changes nothing. Throws `not_found`.
    public func revokeKey(_ id: Int64) async throws -> SourceKey {
        let now = clock.now
        let key = try await store.write { tx in
            try tx.execute(
                "UPDATE source_key SET revoked_at = COALESCE(revoked_at, $1) WHERE id = $2", [.integer(now.milliseconds), .integer(id)])
            return try Self.key(id, in: tx)
        }
        try await reload()
        return key
    }

    /// Makes a new secret under which the site's own server signs user ids (HMAC-SHA256, `userHash`), shown only here. Throws `not_found`.
    public func createIdentifySecret(source: Int32) async throws -> String {
        let secret = entropy.token(bits: 256)
        try await setIdentifySecret(Array(secret.utf8), of: source)
        return secret
    }

    /// Removes that secret: signed user ids become claims again. Throws `not_found`.
    public func removeIdentifySecret(source: Int32) async throws { try await setIdentifySecret(nil, of: source) }

    private func setIdentifySecret(_ secret: [UInt8]?, of source: Int32) async throws {
        let sealed = try secret.map(box.seal)
        try await store.write { tx in
            guard let old = try tx.first("SELECT settings FROM source WHERE id = $1", [.init(source)], { $0.text(0) }) else {
                throw Self.missing
            }
            try tx.execute(
                "UPDATE source SET settings = $1 WHERE id = $2", [.text(SourceRows.settings(old, sealedSecret: sealed)), .init(source)])
        }
        try await reload()
    }

    private static func key(_ id: Int64, in tx: any SQLTransaction) throws -> SourceKey {
        guard
            let key = try tx.first("SELECT \(SourceRows.keyColumns) FROM source_key WHERE id = $1", [.integer(id)], { SourceRows.key($0) })
        else { throw missingKey }
        return key
    }

    private static func checked(_ name: String) throws(LianluError) -> String {
        let name = name.trimmed
        guard !name.isEmpty, name.count <= 100, !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw LianluError(.badRequest, "A source needs a name of 1 to 100 characters.")
        }
        return name
    }

    private static func assertFree(_ name: String, except id: Int32?, in tx: any SQLTransaction) throws {
        let taken = try tx.first("SELECT id FROM source WHERE name = $1", [.text(name)]) { $0.integer(0) }
        guard taken == nil || taken == id.map(Int64.init) else {
            throw LianluError(.conflict, "There is a source of that name already.", hint: "Choose another name.")
        }
    }
}

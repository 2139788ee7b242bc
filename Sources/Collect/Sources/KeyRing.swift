import Synchronization
public import Vocabulary

/// All keys that work, in memory: from the key in a request to what it allows.
///
/// A key seen before costs one dictionary look-up (about 100 ns); the first time it is hashed and compared as a hash. The table is replaced as a
/// whole when ``SourceRegistry`` changes something.
public final class KeyRing: Sendable {
    /// One working key.
    struct Entry: Sendable {
        var key: Int64
        var grant: SourceGrant
        var use: Use
    }

    /// When a key was last used; shared by all tables that hold the key.
    final class Use: Sendable {
        /// Milliseconds since the epoch; 0 = not since start.
        let last = Atomic<Int64>(0)
        let written = Atomic<Int64>(0)
    }

    private struct Table: Sendable {
        var byHash: [KeyHash: Entry] = [:]
        /// Entries by the key's own text, once it was shown to be right.
        var known: [String: Entry] = [:]
    }

    private static let longest = 255
    private let table = Mutex(Table())

    /// No keys yet.
    public init() {}

    /// What that key allows, or nil when it is unknown or revoked; remembers that it was used at `now`.
    public func grant(for key: String, at now: Instant) -> SourceGrant? {
        guard let entry = table.withLock({ $0.known[key] }) ?? verify(key) else { return nil }
        if entry.use.last.load(ordering: .relaxed) < now.milliseconds { entry.use.last.store(now.milliseconds, ordering: .relaxed) }
        return entry.grant
    }

    private func verify(_ key: String) -> Entry? {
        guard !key.isEmpty, key.utf8.count <= Self.longest else { return nil }
        let hash = KeyHash(of: key)
        return table.withLock { table in
            guard let entry = table.byHash[hash] else { return nil }
            table.known[key] = entry
            return entry
        }
    }

    /// How many keys work.
    public var count: Int { table.withLock { $0.byHash.count } }

    /// Replaces everything; uses not yet written are carried over.
    func replace(by keys: [(key: Int64, hash: KeyHash, grant: SourceGrant)]) {
        table.withLock { table in
            let uses = Dictionary(table.byHash.values.map { ($0.key, $0.use) }) { $1 }
            table = Table(
                byHash: Dictionary(keys.map { ($0.hash, Entry(key: $0.key, grant: $0.grant, use: uses[$0.key] ?? Use())) }) { $1 },
                known: [:])
        }
    }

    /// When each key was last used since the start, in milliseconds; keys not used since then are missing.
    func uses() -> [Int64: Int64] {
        let entries = table.withLock { Array($0.byHash.values) }
        return entries.reduce(into: [:]) { uses, entry in
            let last = entry.use.last.load(ordering: .relaxed)
            if last > 0 { uses[entry.key] = last }
        }
    }

    /// Keys used since the last call with the time of their last use.
    func takeUses() -> [(key: Int64, at: Int64)] {
        let entries = table.withLock { Array($0.byHash.values) }
        return entries.compactMap { entry in
            let last = entry.use.last.load(ordering: .relaxed)
            guard last > entry.use.written.exchange(last, ordering: .relaxed) else { return nil }
            return (entry.key, last)
        }
    }
}

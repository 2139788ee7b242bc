public import Storage
import Synchronization
public import Vocabulary

/// Who is who: leaves, the links between them, and the customers they form (OneID).
///
/// Writers (the projector, a person who merges or unbinds) work inside a write transaction of the operational store, which the store runs one at a
/// time; readers ask from any thread. Memory: about 25 bytes a leaf. After a transaction that failed, call ``reload()`` (or ``invalidate()``: the next
/// writer then reloads inside its own transaction).
public final class IdentityGraph: Sendable {
    /// The keyed hash under which an erased identifier is remembered; the key never leaves the key file.
    public typealias TombstoneHash = @Sendable (Identifier) -> [UInt8]

    let store: any OperationalStore
    let tombstoneHash: TombstoneHash
    let components = Mutex(Components())
    let writer: Mutex<WriterCaches>
    private let isStale = Atomic(true)

    /// A graph over that store; nothing is read before ``reload()`` or the first write.
    public init(store: any OperationalStore, rules: IdentityRules = .standard, tombstoneHash: @escaping TombstoneHash) {
        self.store = store
        self.tombstoneHash = tombstoneHash
        writer = Mutex(WriterCaches(rules: rules))
    }

    /// The rules in force.
    public var rules: IdentityRules { writer.withLock { $0.rules } }

    /// Changes the rules for what is seen from now on; call ``reload()`` after it.
    public func setRules(_ rules: IdentityRules) {
        writer.withLock { caches in
            caches.rules = rules
            caches.exclusiveKinds = rules.exclusiveKinds
        }
        invalidate()
    }

    /// Marks memory as no longer what the store says; the next writer reads it again first.
    public func invalidate() { isStale.store(true, ordering: .releasing) }

    /// Reads all leaves and links again (3 million links take about a second or two).
    public func reload() async throws {
        invalidate()
        do {
            try await store.write(.projection) { tx in try self.ensureLoaded(in: tx) }
        } catch {
            // A read-only or full disk: answer readers from what can be read, stay stale for writers.
            try await store.read { tx in try self.load(in: tx) }
        }
    }

    /// Runs an act in an interactive write transaction and reloads when it fails.
    public func transact<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        do {
            return try await store.write(.interactive, body)
        } catch {
            try await reload()
            throw error
        }
    }

    /// The smallest leaf of the customer this leaf belongs to; a leaf nobody knows stands for itself.
    public func canonical(of leaf: LeafNumber) -> LeafNumber { LeafNumber(components.withLock { $0.canonical(of: leaf.rawValue) }) }

    /// All leaves of the customer this leaf belongs to, ascending.
    public func leaves(of leaf: LeafNumber) -> [LeafNumber] {
        components.withLock { $0.members(of: leaf.rawValue) }.map(LeafNumber.init(_:))
    }

    /// A snapshot indexed by leaf number: the smallest leaf of its customer. Element 0 is unused. Costs nothing until the next merge.
    public func canonicalMap() -> [UInt32] { components.withLock { $0.canonical } }

    /// Leaves given so far, erased ones included.
    public var leafCount: Int { components.withLock { $0.count } }

    func ensureLoaded(in tx: any SQLTransaction) throws {
        guard isStale.load(ordering: .acquiring) else { return }
        try load(in: tx)
        isStale.store(false, ordering: .releasing)
    }

    private func load(in tx: any SQLTransaction) throws {
        let exclusiveKinds = writer.withLock { $0.exclusiveKinds }
        var fresh = Components()
        let last = try tx.first("SELECT value FROM counter WHERE name = 'leaf'") { $0.integer(0) } ?? 0
        fresh.grow(to: UInt32(last))
        _ = try tx.query("SELECT leaf, class, strength, trust FROM identifier", []) { row in
            let mark = LeafMark(
                classMark: IdentifierClass(stored: row.integer(1)).mark(exclusiveKinds: exclusiveKinds),
                strength: Strength(rawValue: UInt8(truncatingIfNeeded: row.integer(2))) ?? .weak,
                trust: Trust(rawValue: UInt8(truncatingIfNeeded: row.integer(3))) ?? .claimed)
            fresh.setMark(mark, of: UInt32(row.integer(0)))
        }
        _ = try tx.query("SELECT a, b FROM edge_block", []) { fresh.addBlock(UInt32($0.integer(0)), UInt32($0.integer(1))) }
        _ = try tx.query("SELECT a, b FROM edge WHERE ended_at IS NULL", []) {
            fresh.loadUnion(UInt32($0.integer(0)), UInt32($0.integer(1)))
        }
        fresh.finishLoading()
        let hasTombstones = try tx.first("SELECT 1 FROM tombstone LIMIT 1") { $0.integer(0) } != nil
        writer.withLock { caches in
            caches.forgetAll()
            caches.hasTombstones = hasTombstones
        }
        components.withLock { $0 = fresh }
    }
}

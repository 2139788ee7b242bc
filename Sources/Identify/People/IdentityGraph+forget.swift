public import Storage
import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// Erases leaves for ever: their identifiers become tombstones, their links, separations and conflicts go. The numbers are never given again.
    ///
    /// Safe to repeat. Returns how many identifiers went.
    @discardableResult
    public func forget(_ leaves: [LeafNumber], at: Instant, in tx: any SQLTransaction) throws -> Int {
        try ensureLoaded(in: tx)
        let sets = leaves.map { [SQLValue($0.rawValue)] }
        var identifiers: [Identifier] = []
        try tx.queryMany("SELECT kind, scope, value FROM identifier WHERE leaf = $1", sets) { _, row in
            identifiers.append(Identifier(IdentifierKind(row.text(0)), row.text(2), scope: row.text(1)))
        }
        try tx.executeMany(
            "INSERT INTO tombstone(identifier_hash, erased_at) VALUES ($1, $2) ON CONFLICT (identifier_hash) DO NOTHING",
            identifiers.map { [.blob(tombstoneHash($0)), .integer(at.milliseconds)] })
        for statement in [
            "DELETE FROM edge WHERE a = $1", "DELETE FROM edge WHERE b = $1", "DELETE FROM edge_block WHERE a = $1",
            "DELETE FROM edge_block WHERE b = $1", "DELETE FROM identity_conflict WHERE a = $1",
            "DELETE FROM identity_conflict WHERE b = $1",
            "DELETE FROM identifier WHERE leaf = $1",
        ] { try tx.executeMany(statement, sets) }
        let gone = Set(leaves.map(\.rawValue))
        let touched = components.withLock { components in
            Set(gone.map { components.canonical(of: $0) }).reduce(into: [UInt32]()) { $0 += components.members(of: $1) }
        }
        let rest = try StoredEdge.active(of: touched.filter { !gone.contains($0) }, in: tx)
        components.withLock { components in
            components.separate(touched)
            for leaf in gone { components.forget(leaf) }
            for edge in rest { components.union(edge.a, edge.b) }
        }
        writer.withLock { caches in
            for identifier in identifiers { caches.identifiers.remove(identifier) }
            caches.hasTombstones = caches.hasTombstones || !identifiers.isEmpty
        }
        return identifiers.count
    }

    /// Turns identifiers that came back from a restored backup into tombstones' victims again; returns the leaves concerned.
    public func leavesOfTombstones(in tx: any SQLTransaction) throws -> [LeafNumber] {
        let buried = Set(try tx.query("SELECT identifier_hash FROM tombstone", []) { $0.blob(0) })
        guard !buried.isEmpty else { return [] }
        var found: [LeafNumber] = []
        _ = try tx.query("SELECT leaf, kind, scope, value FROM identifier", []) { row in
            let identifier = Identifier(IdentifierKind(row.text(1)), row.text(3), scope: row.text(2))
            if buried.contains(tombstoneHash(identifier)) { found.append(LeafNumber(UInt32(row.integer(0)))) }
        }
        return found.sorted()
    }

    /// Lets an erased identifier be seen again, because its person came back and agreed; returns whether it was a tombstone.
    @discardableResult
    public func readmit(_ identifier: Identifier, in tx: any SQLTransaction) throws -> Bool {
        try tx.execute("DELETE FROM tombstone WHERE identifier_hash = $1", [.blob(tombstoneHash(identifier.normalised()))]) > 0
    }
}

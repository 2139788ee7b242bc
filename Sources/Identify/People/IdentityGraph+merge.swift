public import Storage
import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// A person states that two identifiers are one customer; overrides the rules of exclusive kinds and any earlier separation.
    ///
    /// Returns the customer's smallest leaf. Merging what is together already changes nothing. Throws `not_found` when either was never seen.
    @discardableResult
    public func merge(from: Identifier, into: Identifier, _ act: Act, in tx: any SQLTransaction) throws -> LeafNumber {
        try ensureLoaded(in: tx)
        return try writer.withLock { caches in
            let from = try require(from, &caches, in: tx)
            let into = try require(into, &caches, in: tx)
            return try join(from, into, .manual, act, &caches, in: tx)
        }
    }

    /// Joins two leaves for a person; closes the open conflicts that this settles.
    func join(
        _ from: UInt32, _ into: UInt32, _ reason: LinkReason, _ act: Act, _ caches: inout WriterCaches, in tx: any SQLTransaction
    ) throws -> LeafNumber {
        let (left, right) = components.withLock { ($0.canonical(of: from), $0.canonical(of: into)) }
        guard left != right else { return LeafNumber(left) }
        let separations = components.withLock { $0.separations(left, right) }
        try tx.executeMany(
            "DELETE FROM edge_block WHERE a = $1 AND b = $2", separations.map { [SQLValue(min($0.0, $0.1)), SQLValue(max($0.0, $0.1))] })
        let key = PairState.key(from, into)
        var edges = EdgeWriter()
        edges.add(
            EdgeWriter.NewEdge(
                pair: key, strength: .strong, reason: reason, source: 0, actor: act.actor, note: act.reason, at: act.at.milliseconds))
        try edges.flush(in: tx)
        let members = components.withLock { components -> [UInt32] in
            for (a, b) in separations { components.removeBlock(a, b) }
            components.union(from, into)
            return components.members(of: from)
        }
        caches.pairs.remove(key)
        try closeConflicts(among: members, act, in: tx)
        return LeafNumber(members[0])
    }

    /// The leaf of an identifier that must have been seen.
    func require(_ identifier: Identifier, _ caches: inout WriterCaches, in tx: any SQLTransaction) throws -> UInt32 {
        if let leaf = try find(identifier.normalised(), &caches, in: tx) { return leaf }
        throw LianluError(
            .notFound, "No customer has this \(identifier.kind.rawValue).",
            hint: "Check kind, scope and value; an identifier is known once an event carried it.")
    }
}

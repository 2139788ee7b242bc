import Storage
import Synchronization
import Vocabulary

extension IdentityGraph {
    /// Ends links of one component and joins again what still belongs together; returns the keys of all pairs that ended.
    ///
    /// Links that would now join two values of an exclusive kind (the merge that justified them is gone) end as conflicts.
    func end(
        _ ending: [StoredEdge], among members: [UInt32], _ active: [StoredEdge], by: EndedBy, actor: String, reason: String, at: Int64,
        _ caches: inout WriterCaches, in tx: any SQLTransaction
    ) throws -> [UInt64] {
        let gone = Set(ending.map(\.id))
        let kept = active.filter { !gone.contains($0.id) }
        let refused = components.withLock { components -> [StoredEdge] in
            let refused = Replay(members, kept, classMark: { components.classMark(of: $0) }).refused
            let parting = Set(refused.map(\.id))
            components.separate(members)
            for edge in kept where !parting.contains(edge.id) { components.union(edge.a, edge.b) }
            return refused
        }
        let update = "UPDATE edge SET ended_at = $1, ended_by = $2, ended_actor = $3, ended_reason = $4 WHERE id = $5"
        let stop = { (edge: StoredEdge, by: EndedBy) -> [SQLValue] in
            [.integer(at), .text(by.rawValue), .text(actor), .text(reason), .integer(edge.id)]
        }
        try tx.executeMany(update, ending.map { stop($0, by) } + refused.map { stop($0, .conflict) })
        var keys: [UInt64] = []
        for edge in ending + refused {
            let key = PairState.key(edge.a, edge.b)
            let isSource = by == .source && gone.contains(edge.id)
            let before = caches.pairs.value(for: key)?.endedBySource ?? .min
            if isSource || before != .min {
                caches.pairs.set(PairState(linked: nil, endedBySource: isSource ? max(at, before) : before), for: key)
            } else {
                caches.pairs.remove(key)
            }
            keys.append(key)
        }
        return keys
    }

    /// The leaf of an identifier, from cache or store; nil when nobody was ever seen with it.
    func find(_ identifier: Identifier, _ caches: inout WriterCaches, in tx: any SQLTransaction) throws -> UInt32? {
        if let leaf = caches.identifiers.value(for: identifier) { return leaf }
        guard let leaf = try Self.leaf(of: identifier, in: tx) else { return nil }
        caches.identifiers.set(leaf.rawValue, for: identifier)
        return leaf.rawValue
    }
}

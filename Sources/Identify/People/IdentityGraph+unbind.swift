public import Storage
import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// A person takes an identifier out of its customer. Everybody keeps exactly what is stored under their own leaves, past and future.
    ///
    /// - When a merge (by a person, or an alias over two values of an exclusive kind) brought the identifier's side here, that merge is undone:
    ///   both sides come back whole.
    /// - Otherwise the identifier leaves alone: all its links end.
    ///
    /// The pairs that were linked are remembered and never link again by themselves. Returns the smallest leaf of each customer that came of it, the
    /// identifier's own first; an identifier that is alone already is returned as it is. Throws `not_found` when it was never seen.
    @discardableResult
    public func unbind(_ identifier: Identifier, _ act: Act, in tx: any SQLTransaction) throws -> [LeafNumber] {
        try ensureLoaded(in: tx)
        return try writer.withLock { caches in
            let leaf = try require(identifier, &caches, in: tx)
            let members = components.withLock { $0.members(of: leaf) }
            if members.count > 1 { try part(leaf, members, act, &caches, in: tx) }
            let owners = Set(components.withLock { components in members.map { components.canonical(of: $0) } })
            let own = canonical(of: LeafNumber(leaf))
            return [own] + owners.subtracting([own.rawValue]).sorted().map(LeafNumber.init(_:))
        }
    }

    private func part(_ leaf: UInt32, _ members: [UInt32], _ act: Act, _ caches: inout WriterCaches, in tx: any SQLTransaction) throws {
        let active = try StoredEdge.active(of: members, in: tx)
        var ending = components.withLock { components in
            Self.merges(around: leaf, members, active, classMark: { components.classMark(of: $0) })
        }
        if ending.isEmpty { ending = active.filter { $0.touches(leaf) } }
        let ended = try end(
            ending, among: members, active, by: .unbind, actor: act.actor, reason: act.reason, at: act.at.milliseconds, &caches, in: tx)
        try separate(ended.filter { key in ending.contains { PairState.key($0.a, $0.b) == key } }, act, in: tx)
    }

    /// The newest merges that must end so that the identifier's own side stands alone again as it was before them; empty when no merge stands between
    /// the own side and the rest.
    ///
    /// The own side is what stays together when no person's merge counts and no two values of an exclusive kind may meet.
    static func merges(around leaf: UInt32, _ members: [UInt32], _ active: [StoredEdge], classMark: (UInt32) -> UInt32) -> [StoredEdge] {
        var natural = Replay(members, active, naturalOnly: true, classMark: classMark)
        let crossing = active.filter { $0.reason != .event && natural.together(leaf, $0.a) != natural.together(leaf, $0.b) }
        var ending: [StoredEdge] = []
        for merge in crossing.reversed() {
            ending.append(merge)
            let gone = Set(ending.map(\.id))
            var rest = Replay(members, active.filter { !gone.contains($0.id) }, classMark: classMark)
            if members.contains(where: { !rest.together(leaf, $0) }) { break }
        }
        return ending
    }

    /// Remembers pairs that must not link again by themselves.
    func separate(_ pairs: [UInt64], _ act: Act, in tx: any SQLTransaction) throws {
        try tx.executeMany(
            "INSERT INTO edge_block(a, b, created_at, actor, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (a, b) DO NOTHING",
            pairs.map {
                [
                    SQLValue(PairState.low($0)), SQLValue(PairState.high($0)), .integer(act.at.milliseconds), .text(act.actor),
                    .text(act.reason),
                ]
            })
        components.withLock { components in
            for pair in pairs { components.addBlock(PairState.low(pair), PairState.high(pair)) }
        }
    }
}

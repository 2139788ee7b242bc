public import Storage
import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// The graph of the customer this leaf belongs to, its history included.
    public func graph(of leaf: LeafNumber, in tx: any SQLTransaction) throws -> CustomerGraph {
        let members = leaves(of: leaf)
        let own = Set(members)
        var edges: [Int64: CustomerGraph.Edge] = [:]
        var history: [CustomerGraph.Change] = []
        var seen: Set<Int64> = []
        let read = { (row: any SQLRow) in
            guard seen.insert(row.integer(0)).inserted else { return }
            let a = LeafNumber(UInt32(row.integer(1)))
            let b = LeafNumber(UInt32(row.integer(2)))
            let reason = LinkReason(rawValue: row.text(4)) ?? .event
            let actor = row.text(6).isEmpty ? "source:\(row.integer(5))" : row.text(6)
            let since = Instant(milliseconds: row.integer(8))
            history.append(
                CustomerGraph.Change(
                    at: since, action: reason.isManual ? .merged : .linked, a: a, b: b, actor: actor,
                    reason: row.text(7).isEmpty ? reason.rawValue : row.text(7)))
            if let ended = row.optionalInteger(9) {
                history.append(
                    CustomerGraph.Change(
                        at: Instant(milliseconds: ended), action: .unbound, a: a, b: b, actor: row.text(10),
                        reason: row.text(11).isEmpty ? row.text(12) : row.text(11)))
            } else {
                edges[row.integer(0)] = CustomerGraph.Edge(
                    id: row.integer(0), a: a, b: b, strength: Strength(rawValue: UInt8(row.integer(3))) ?? .weak, reason: reason,
                    source: Int32(row.integer(5)), actor: row.text(6), note: row.text(7), since: since)
            }
        }
        let columns = "id, a, b, strength, reason, source, actor, note, created_at, ended_at, ended_actor, ended_reason, ended_by"
        let sets = members.map { [SQLValue($0.rawValue)] }
        try tx.queryMany("SELECT \(columns) FROM edge WHERE a = $1", sets) { _, row in read(row) }
        try tx.queryMany("SELECT \(columns) FROM edge WHERE b = $1", sets) { _, row in read(row) }
        history.sort { ($1.at, $1.a, $1.b) < ($0.at, $0.a, $0.b) }
        let others = Set(history.flatMap { [$0.a, $0.b] }).subtracting(own)
        return CustomerGraph(
            nodes: try Self.identifiers(of: members, in: tx), former: try Self.identifiers(of: others.sorted(), in: tx),
            edges: edges.values.sorted { $0.id < $1.id }, history: history)
    }

    /// The parts a customer was merged from by people and aliases: for each, its leaves, since when and why. Empty for a customer never merged.
    ///
    /// The part that keeps the customer's own number is left out.
    public func mergedParts(of leaf: LeafNumber, in tx: any SQLTransaction) throws -> [MergedPart] {
        let members = leaves(of: leaf).map(\.rawValue)
        guard members.count > 1 else { return [] }
        let active = try StoredEdge.active(of: members, in: tx)
        guard active.contains(where: { $0.reason != .event }) else { return [] }
        let events = active.filter { $0.reason == .event }
        var natural = components.withLock { components in
            Replay(members, events, naturalOnly: true, classMark: { components.classMark(of: $0) })
        }
        var parts: [[UInt32]] = []
        for member in members {
            if let place = parts.firstIndex(where: { natural.together($0[0], member) }) {
                parts[place].append(member)
            } else {
                parts.append([member])
            }
        }
        var result: [MergedPart] = []
        for part in parts.dropFirst() {
            let inside = Set(part)
            let crossing = active.filter { inside.contains($0.a) != inside.contains($0.b) && $0.reason != .event }
            guard let first = crossing.min(by: { $0.id < $1.id }) else { continue }
            let edge = try tx.first("SELECT created_at, note, reason FROM edge WHERE id = $1", [.integer(first.id)]) {
                (Instant(milliseconds: $0.integer(0)), $0.text(1).isEmpty ? $0.text(2) : $0.text(1))
            }
            result.append(
                MergedPart(leaves: part.map(LeafNumber.init(_:)), since: edge?.0 ?? Instant(milliseconds: 0), reason: edge?.1 ?? ""))
        }
        return result
    }
}

import Storage
import Vocabulary

/// One row of `edge` that holds now.
struct StoredEdge: Sendable, Equatable {
    var id: Int64
    var a: UInt32
    var b: UInt32
    var strength: Strength
    var reason: LinkReason

    /// Whether it has that leaf at one end.
    func touches(_ leaf: UInt32) -> Bool { a == leaf || b == leaf }

    /// The active links among these leaves (a whole component), oldest first.
    static func active(of leaves: [UInt32], in tx: any SQLTransaction) throws -> [StoredEdge] {
        var edges: [StoredEdge] = []
        try tx.queryMany("SELECT id, a, b, strength, reason FROM edge WHERE a = $1 AND ended_at IS NULL", leaves.map { [SQLValue($0)] }) {
            _, row in
            edges.append(
                StoredEdge(
                    id: row.integer(0), a: UInt32(row.integer(1)), b: UInt32(row.integer(2)),
                    strength: Strength(rawValue: UInt8(row.integer(3))) ?? .weak, reason: LinkReason(rawValue: row.text(4)) ?? .event))
        }
        return edges.sorted { $0.id < $1.id }
    }
}

import Storage
import Vocabulary

/// Attaches leaves to nodes of the organisation whose code a trait names.
enum NodeBatch {
    /// Writes the attachments; unknown codes are passed over.
    static func apply(_ named: [(leaf: UInt32, code: String, source: Int32, time: Int64)], in tx: any SQLTransaction) throws {
        guard !named.isEmpty else { return }
        let codes = Set(named.map(\.code)).sorted()
        var nodes: [String: Int64] = [:]
        try tx.queryMany("SELECT id FROM organisation_node WHERE code = $1", codes.map { [.text($0)] }) { place, row in
            nodes[codes[place]] = row.integer(0)
        }
        try tx.executeMany(
            "INSERT INTO leaf_node(leaf, node, since, actor) VALUES ($1, $2, $3, $4) ON CONFLICT (leaf, node) DO NOTHING",
            named.compactMap { item in
                nodes[item.code].map { [SQLValue(item.leaf), .integer($0), .integer(item.time), .text("source:\(item.source)")] }
            })
    }
}

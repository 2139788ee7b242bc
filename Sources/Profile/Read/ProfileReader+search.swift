import Identify
public import Storage
public import Vocabulary

extension ProfileReader {
    /// The customers that a text may mean, best first: an identifier that equals it, then one that starts with it, then a part of a name, then a tag.
    ///
    /// Needs two characters but for an exact identifier. Returns at most `limit`.
    public func search(_ text: String, limit: Int = 8, scope: CustomerScope = .all, in tx: any SQLTransaction) throws -> [LeafNumber] {
        let allowed = try scope.attachedLeaves(in: tx).map { leaves in Set(leaves.map { graph.canonical(of: LeafNumber($0)) }) }
        var found: [LeafNumber] = []
        for leaf in try candidates(text, limit: allowed == nil ? limit * 8 : 2_000, in: tx) {
            let customer = graph.canonical(of: LeafNumber(leaf))
            if found.contains(customer) || allowed?.contains(customer) == false { continue }
            found.append(customer)
            if found.count == limit { break }
        }
        return found
    }

    /// Leaves that match, best first, repeats possible.
    func candidates(_ text: String, limit: Int, in tx: any SQLTransaction) throws -> [UInt32] {
        let given = text.trimmed
        guard !given.isEmpty else { return [] }
        let forms = Set([given, given.lowercased(), Identifier(.phone, given).normalised().value]).sorted()
        let read = { (row: any SQLRow) in UInt32(row.integer(0)) }
        var leaves: [UInt32] = []
        for form in forms { leaves += try tx.query("SELECT leaf FROM identifier WHERE value = $1 LIMIT 100", [.text(form)], read) }
        guard given.count >= 2 else { return leaves }
        for form in forms {
            leaves += try tx.query(
                "SELECT leaf FROM identifier WHERE value >= $1 AND value < $2 ORDER BY value, leaf LIMIT $3",
                [.text(form), .text(form + "\u{10FFFF}"), SQLValue(limit)], read)
        }
        let name = String(String.UnicodeScalarView(TraitNames.searchable(given).unicodeScalars.prefix(24)))
        leaves += try tx.query(
            "SELECT leaf FROM name_suffix WHERE suffix >= $1 AND suffix < $2 ORDER BY suffix, leaf LIMIT $3",
            [.text(name), .text(name + "\u{10FFFF}"), SQLValue(limit)], read)
        leaves += try tx.query(
            "SELECT leaf_tag.leaf FROM leaf_tag JOIN tag ON tag.id = leaf_tag.tag WHERE tag.name = $1 AND leaf_tag.on_leaf = 1 LIMIT $2",
            [.text(given), SQLValue(limit)], read)
        return leaves
    }
}

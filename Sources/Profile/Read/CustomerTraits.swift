import Storage
import Vocabulary

/// The traits of one customer, folded over its leaves.
struct CustomerTraits: Sendable {
    /// Values by name, in the order of names.
    var values = JSONObject()

    /// Text of the first of these traits that has any; names compare without case.
    func text(_ names: [String]) -> String? {
        for name in names {
            for member in values where member.name.lowercased() == name {
                if let text = member.value.string?.trimmed, !text.isEmpty { return text }
            }
        }
        return nil
    }

    /// The traits of each group of leaves.
    static func read(_ groups: [[LeafNumber]], in tx: any SQLTransaction) throws -> [CustomerTraits] {
        var rows: [[String: [TraitRow]]] = Array(repeating: [:], count: groups.count)
        let (owners, sets) = ProfileReader.flatten(groups)
        try tx.queryMany("SELECT name, kind, value, time, source FROM trait WHERE leaf = $1", sets) { place, row in
            rows[owners[place]][row.text(0), default: []].append(try TraitRow(row, from: 1))
        }
        return rows.map { named in
            var traits = CustomerTraits()
            for name in named.keys.sorted() where name != TraitRow.clearedName {
                if let row = TraitRow.fold(named[name] ?? []) { traits.values[name] = row.value }
            }
            return traits
        }
    }
}

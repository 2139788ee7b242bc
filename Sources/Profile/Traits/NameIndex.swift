import Storage
import Vocabulary

/// Keeps the search index of display names in step with the traits.
enum NameIndex {
    /// Writes the suffixes of these leaves' names anew.
    static func refresh(_ leaves: [UInt32], in tx: any SQLTransaction) throws {
        guard !leaves.isEmpty else { return }
        var suffixes: [Set<String>] = Array(repeating: [], count: leaves.count)
        try tx.queryMany("SELECT name, value FROM trait WHERE leaf = $1 AND kind <> 4", leaves.map { [SQLValue($0)] }) { place, row in
            guard TraitNames.isDisplay(row.text(0)), let name = try JSONValue(parsing: row.text(1)).string else { return }
            suffixes[place].formUnion(TraitNames.suffixes(of: name))
        }
        try tx.executeMany("DELETE FROM name_suffix WHERE leaf = $1", leaves.map { [SQLValue($0)] })
        try tx.executeMany(
            "INSERT INTO name_suffix(suffix, leaf) VALUES ($1, $2)",
            zip(leaves, suffixes).flatMap { leaf, suffixes in suffixes.sorted().map { [.text($0), SQLValue(leaf)] } })
    }
}

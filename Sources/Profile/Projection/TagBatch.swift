import Storage
import Vocabulary

/// Puts tags on and takes them off; tags that do not exist yet are made.
struct TagBatch {
    /// One tag put on or taken off one leaf.
    struct Change {
        var leaf: UInt32
        var name: String
        var group: String
        var isOn: Bool
        var time: Int64
        var actor: String
    }

    private var changes: [Change] = []

    /// Notes a change; names and groups over 200 bytes are passed over.
    mutating func add(_ change: Change) {
        if !change.name.isEmpty, change.name.utf8.count <= 200, change.group.utf8.count <= 200 { changes.append(change) }
    }

    /// Writes the changes; an older one never undoes a newer, and a claim never what a trusted source or a person said.
    mutating func apply(in tx: any SQLTransaction) throws {
        guard !changes.isEmpty else { return }
        struct Name: Hashable {
            var group: String
            var name: String
        }
        let names = Set(changes.map { Name(group: $0.group, name: $0.name) }).sorted { ($0.group, $0.name) < ($1.group, $1.name) }
        var ids: [Name: Int64] = [:]
        try tx.queryMany("SELECT id FROM tag WHERE group_name = $1 AND name = $2", names.map { [.text($0.group), .text($0.name)] }) {
            place, row in
            ids[names[place]] = row.integer(0)
        }
        let missing = names.filter { ids[$0] == nil }
        if !missing.isEmpty {
            let first = try tx.take(Int64(missing.count), from: "tag")
            let now = changes.map(\.time).max() ?? 0
            for (offset, name) in missing.enumerated() { ids[name] = first + Int64(offset) }
            try tx.executeMany(
                "INSERT INTO tag(id, name, group_name, description, owner, created_at) VALUES ($1, $2, $3, '', '', $4)",
                missing.map { [.integer(ids[$0] ?? 0), .text($0.name), .text($0.group), .integer(now)] })
        }
        try tx.executeMany(
            """
            INSERT INTO leaf_tag(leaf, tag, on_leaf, time, actor) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (leaf, tag) DO UPDATE SET on_leaf = excluded.on_leaf, time = excluded.time, actor = excluded.actor
            WHERE CASE WHEN leaf_tag.actor LIKE 'claim:%' AND excluded.actor NOT LIKE 'claim:%' THEN 1
                WHEN leaf_tag.actor NOT LIKE 'claim:%' AND excluded.actor LIKE 'claim:%' THEN 0
                WHEN excluded.time >= leaf_tag.time THEN 1 ELSE 0 END = 1
            """,
            changes.map { change in
                [
                    SQLValue(change.leaf), .integer(ids[Name(group: change.group, name: change.name)] ?? 0), SQLValue(change.isOn),
                    .integer(change.time), .text(change.actor),
                ]
            })
    }
}

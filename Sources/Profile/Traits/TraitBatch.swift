import Storage
import Vocabulary

/// Applies the trait changes of a batch (or of a person) in order, reading and writing each (leaf, name) once.
struct TraitBatch {
    private struct Key: Hashable {
        var leaf: UInt32
        var name: String
    }
    private struct Change {
        var key: Key
        var operation: TraitChange.Operation?
        var value: [UInt8]
        var time: Int64
        var source: Int32
        var isClaim = false
    }

    private var changes: [Change] = []
    /// Leaves whose display name changed.
    private(set) var renamed: Set<UInt32> = []
    /// Codes of organisation nodes that traits named, by leaf.
    private(set) var nodeCodes: [(leaf: UInt32, code: String, source: Int32, time: Int64)] = []

    var isEmpty: Bool { changes.isEmpty }

    /// Notes a change; a claim is one that a public browser key makes.
    mutating func add(_ change: TraitChange, leaf: UInt32, time: Int64, source: Int32, isClaim: Bool = false) {
        guard !change.name.isEmpty, change.name.utf8.count <= 1_020 else { return }
        changes.append(
            Change(
                key: Key(leaf: leaf, name: change.name), operation: change.operation, value: change.value, time: time, source: source,
                isClaim: isClaim))
        if !isClaim, change.operation == .set, TraitNames.organisation.contains(change.name),
            let code = try? JSONValue(parsing: change.value).plainText
        {
            nodeCodes.append((leaf, code, source, time))
        }
    }

    /// Notes that every older trait of a leaf is void.
    mutating func clear(leaf: UInt32, time: Int64, source: Int32) {
        changes.append(Change(key: Key(leaf: leaf, name: TraitRow.clearedName), operation: nil, value: [], time: time, source: source))
    }

    /// Reads what is there, applies the changes and writes what differs.
    mutating func apply(in tx: any SQLTransaction) throws {
        guard !changes.isEmpty else { return }
        var rows = try read(in: tx)
        let before = rows
        for change in changes { apply(change, &rows) }
        let written = rows.filter { before[$0.key] != $0.value }.sorted { ($0.key.leaf, $0.key.name) < ($1.key.leaf, $1.key.name) }
        try tx.executeMany(
            """
            INSERT INTO trait(leaf, name, kind, value, time, source) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (leaf, name) DO UPDATE SET kind = excluded.kind, value = excluded.value, time = excluded.time, source = excluded.source
            """,
            written.map { key, row in
                [
                    SQLValue(key.leaf), .text(key.name), .integer(row.kind.rawValue), .text(row.value.text), .integer(row.time),
                    SQLValue(row.source),
                ]
            })
        for (key, row) in written where TraitNames.isDisplay(key.name) && before[key]?.value != row.value { renamed.insert(key.leaf) }
        try NameIndex.refresh(renamed.sorted(), in: tx)
    }

    private func read(in tx: any SQLTransaction) throws -> [Key: TraitRow] {
        var keys = Set(changes.map(\.key))
        for key in keys { keys.insert(Key(leaf: key.leaf, name: TraitRow.clearedName)) }
        let cleared = Set(changes.filter { $0.operation == nil }.map(\.key.leaf))
        let list = keys.filter { !cleared.contains($0.leaf) }.sorted { ($0.leaf, $0.name) < ($1.leaf, $1.name) }
        var rows: [Key: TraitRow] = [:]
        try tx.queryMany(
            "SELECT kind, value, time, source FROM trait WHERE leaf = $1 AND name = $2", list.map { [SQLValue($0.leaf), .text($0.name)] }
        ) { place, row in rows[list[place]] = try TraitRow(row, from: 0) }
        // A leaf that is cleared is read whole.
        let whole = cleared.sorted()
        try tx.queryMany("SELECT name, kind, value, time, source FROM trait WHERE leaf = $1", whole.map { [SQLValue($0)] }) { place, row in
            rows[Key(leaf: whole[place], name: row.text(0))] = try TraitRow(row, from: 1)
        }
        return rows
    }

    private func apply(_ change: Change, _ rows: inout [Key: TraitRow]) {
        let clearedKey = Key(leaf: change.key.leaf, name: TraitRow.clearedName)
        guard let operation = change.operation else {
            guard change.time >= rows[clearedKey]?.time ?? .min else { return }
            rows[clearedKey] = TraitRow(.unset, .null, time: change.time, source: change.source)
            for (key, row) in rows where key.leaf == change.key.leaf && key.name != TraitRow.clearedName && row.time <= change.time {
                rows[key] = TraitRow(.unset, .null, time: change.time, source: change.source)
            }
            return
        }
        if let cleared = rows[clearedKey], change.time <= cleared.time { return }
        guard let value = try? JSONValue(parsing: change.value) else { return }
        let apply = change.isClaim ? TraitRow.claiming : TraitRow.applying
        if let row = apply(operation, value, change.time, change.source, rows[change.key]) { rows[change.key] = row }
    }
}

extension TraitRow {
    /// Reads kind, value, time and source from that column on.
    init(_ row: any SQLRow, from column: Int) throws {
        self.init(
            Kind(rawValue: row.integer(column)) ?? .set, try JSONValue(parsing: row.text(column + 1)), time: row.integer(column + 2),
            source: Int32(row.integer(column + 3)))
    }
}

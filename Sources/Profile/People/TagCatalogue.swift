public import Identify
public import Storage
public import Vocabulary

/// The catalogue of tags.
public enum TagCatalogue {
    private static let columns = "id, name, group_name, description, owner, created_at"

    /// All tags by group and name, with how many of the customers in that scope have each.
    public static func all(graph: IdentityGraph, scope: CustomerScope = .all, in tx: any SQLTransaction) throws -> [Tag] {
        let allowed = try scope.attachedLeaves(in: tx).map { leaves in Set(leaves.map { graph.canonical(of: LeafNumber($0)) }) }
        var tags = try tx.query("SELECT \(columns) FROM tag ORDER BY group_name, name", [], read)
        var newest: [Int64: [LeafNumber: TagMark]] = [:]
        _ = try tx.query("SELECT tag, leaf, time, on_leaf, actor FROM leaf_tag", []) { row in
            let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(1))))
            if allowed?.contains(customer) == false { return }
            let mark = TagMark(actor: row.text(4), time: row.integer(2), isOn: row.bool(3))
            if let known = newest[row.integer(0)]?[customer], known >= mark { return }
            newest[row.integer(0), default: [:]][customer] = mark
        }
        for place in tags.indices {
            let applied = newest[tags[place].id] ?? [:]
            tags[place].customers = applied.values.count(where: \.isOn)
            tags[place].lastAppliedAt = applied.values.map(\.time).max().map(Instant.init(milliseconds:))
        }
        return tags
    }

    /// Whether customers outside of that scope have the tag.
    public static func isElsewhere(_ id: Int64, graph: IdentityGraph, scope: CustomerScope, in tx: any SQLTransaction) throws -> Bool {
        guard let leaves = try scope.attachedLeaves(in: tx) else { return false }
        let inside = Set(leaves.map { graph.canonical(of: LeafNumber($0)) })
        var newest: [LeafNumber: TagMark] = [:]
        _ = try tx.query("SELECT leaf, time, on_leaf, actor FROM leaf_tag WHERE tag = $1", [.integer(id)]) { row in
            let customer = graph.canonical(of: LeafNumber(UInt32(row.integer(0))))
            if inside.contains(customer) { return }
            let mark = TagMark(actor: row.text(3), time: row.integer(1), isOn: row.bool(2))
            if let known = newest[customer], known >= mark { return }
            newest[customer] = mark
        }
        return newest.values.contains(where: \.isOn)
    }

    /// One tag; throws `not_found`.
    public static func tag(_ id: Int64, in tx: any SQLTransaction) throws -> Tag {
        guard let tag = try tx.first("SELECT \(columns) FROM tag WHERE id = $1", [.integer(id)], read) else {
            throw LianluError(.notFound, "There is no tag \(id).", hint: "List them with GET /api/tags.")
        }
        return tag
    }

    /// The tag of that name; in the group when one is given, else the oldest of any group; nil when there is none.
    public static func find(_ name: String, group: String? = nil, in tx: any SQLTransaction) throws -> Tag? {
        let all = try tx.query("SELECT \(columns) FROM tag WHERE name = $1 ORDER BY id", [.text(name)], read)
        return all.first { group == nil || $0.group == group }
    }

    /// Makes a tag. Throws `conflict` when its group has one of that name.
    public static func create(
        name: String, group: String, description: String, owner: String, at: Instant, in tx: any SQLTransaction
    ) throws -> Tag {
        try check(name, group, except: nil, in: tx)
        let id = try tx.take(from: "tag")
        try tx.execute(
            "INSERT INTO tag(id, name, group_name, description, owner, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            [.integer(id), .text(name), .text(group), .text(description), .text(owner), .integer(at.milliseconds)])
        return try tag(id, in: tx)
    }

    /// Changes a tag; nil leaves a part as it is.
    public static func update(
        _ id: Int64, name: String? = nil, group: String? = nil, description: String? = nil, owner: String? = nil, in tx: any SQLTransaction
    ) throws -> Tag {
        let old = try tag(id, in: tx)
        let (newName, newGroup) = (name ?? old.name, group ?? old.group)
        try check(newName, newGroup, except: id, in: tx)
        try tx.execute(
            "UPDATE tag SET name = $1, group_name = $2, description = $3, owner = $4 WHERE id = $5",
            [.text(newName), .text(newGroup), .text(description ?? old.description), .text(owner ?? old.owner), .integer(id)])
        return try tag(id, in: tx)
    }

    /// Removes a tag from the catalogue and from every customer.
    public static func delete(_ id: Int64, in tx: any SQLTransaction) throws {
        _ = try tag(id, in: tx)
        try tx.execute("DELETE FROM leaf_tag WHERE tag = $1", [.integer(id)])
        try tx.execute("DELETE FROM tag WHERE id = $1", [.integer(id)])
    }

    private static func check(_ name: String, _ group: String, except id: Int64?, in tx: any SQLTransaction) throws {
        guard !name.trimmed.isEmpty, name.utf8.count <= 200, group.utf8.count <= 200 else {
            throw LianluError(.badRequest, "A tag needs a name; name and group have at most 200 bytes.", hint: "Give it a short name.")
        }
        if let other = try find(name, group: group, in: tx), other.id != id {
            throw LianluError(
                .conflict, "There is a tag \"\(name)\" in this group already.", hint: "Use it, or choose another name or group.")
        }
    }

    private static func read(_ row: any SQLRow) -> Tag {
        Tag(
            id: row.integer(0), name: row.text(1), group: row.text(2), description: row.text(3), owner: row.text(4),
            createdAt: Instant(milliseconds: row.integer(5)))
    }
}

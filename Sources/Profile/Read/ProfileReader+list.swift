import Identify
public import Storage
import Vocabulary

extension ProfileReader {
    private static let scanned = 60_000

    /// A page of customers.
    ///
    /// Without text, tag or scope it walks an index of leaves in order and shows a customer at its newest (or oldest) leaf, so a page costs a page.
    /// Text, tag and scope first give the set of customers; sorting by events reads all figures.
    public func list(_ query: CustomerQuery, in tx: any SQLTransaction) throws -> CustomerPage {
        let limit = min(max(query.limit, 1), 500)
        let after = try query.after.map { try ListCursor($0) }
        let chosen: (customers: [LeafNumber], next: ListCursor?)
        let set = try preselected(query, in: tx)
        if let set {
            chosen = try sorted(set, query, after: after, limit: limit, in: tx)
        } else if query.sort == .events {
            chosen = try sorted(nil, query, after: after, limit: limit, in: tx)
        } else {
            chosen = try walk(query, after: after, limit: limit, in: tx)
        }
        return CustomerPage(
            items: try summaries(chosen.customers, in: tx), next: chosen.next?.text,
            total: after == nil ? try total(query, set, in: tx) : nil)
    }

    /// The customers that text, tag and scope leave; nil when none of them is given.
    private func preselected(_ query: CustomerQuery, in tx: any SQLTransaction) throws -> Set<LeafNumber>? {
        var result: Set<LeafNumber>?
        let narrow = { (leaves: [UInt32]) in
            let customers = Set(leaves.map { graph.canonical(of: LeafNumber($0)) })
            result = result?.intersection(customers) ?? customers
        }
        if let leaves = try query.scope.attachedLeaves(in: tx) { narrow(leaves) }
        if let tag = query.tag {
            narrow(try tx.query("SELECT leaf FROM leaf_tag WHERE tag = $1 AND on_leaf = 1", [.integer(tag)]) { UInt32($0.integer(0)) })
            let customers = (result ?? []).sorted()
            let held = try Self.tags(customers.map { graph.leaves(of: $0) }, in: tx)
            result = Set(zip(customers, held).filter { $1.contains { $0.id == tag } }.map(\.0))
        }
        if !query.text.trimmed.isEmpty { narrow(try candidates(query.text, limit: 5_000, in: tx)) }
        return result
    }

    /// Sorts a set of customers (nil: everybody) by their figures.
    private func sorted(
        _ set: Set<LeafNumber>?, _ query: CustomerQuery, after: ListCursor?, limit: Int, in tx: any SQLTransaction
    ) throws -> ([LeafNumber], ListCursor?) {
        var keys: [(key: Int64, number: UInt32)] = []
        if let set {
            let customers = set.sorted()
            let figures = try LeafFigures.read(customers.map { graph.leaves(of: $0) }, in: tx)
            for (customer, figure) in zip(customers, figures) where Self.passes(figure, query) {
                keys.append((Self.key(figure, query.sort), customer.rawValue))
            }
        } else {
            let map = graph.canonicalMap()
            var events: [UInt32: Int64] = [:]
            var channels: [UInt32: Int64] = [:]
            _ = try tx.query("SELECT leaf, events, channels FROM leaf_state", []) { row in
                let leaf = Int(row.integer(0))
                let customer = leaf < map.count ? map[leaf] : UInt32(leaf)
                events[customer, default: 0] += row.integer(1)
                if query.channel != nil { channels[customer, default: 0] |= row.integer(2) }
            }
            let bit = query.channel.map { Int64(1) << Int64($0.rawValue) } ?? 0
            keys = events.filter { bit == 0 || channels[$0.key, default: 0] & bit != 0 }.map { ($0.value, $0.key) }
        }
        keys.sort { ($1.key, $1.number) < ($0.key, $0.number) }
        if let after { keys.removeAll { ($0.key, Int64($0.number)) >= (after.key, after.number) } }
        var chosen: [LeafNumber] = []
        var place = 0
        while place < keys.count && chosen.count < limit {
            let part = keys[place..<min(place + max(limit, 100), keys.count)]
            let kept = Set(try filtered(part.map { LeafNumber($0.number) }, query, in: tx))
            for item in part {
                place += 1
                if kept.contains(LeafNumber(item.number)) { chosen.append(LeafNumber(item.number)) }
                if chosen.count == limit { break }
            }
        }
        let last = place > 0 && place < keys.count ? ListCursor(key: keys[place - 1].key, number: Int64(keys[place - 1].number)) : nil
        return (chosen, last)
    }

    /// Walks the leaves in the order of the list.
    private func walk(
        _ query: CustomerQuery, after: ListCursor?, limit: Int, in tx: any SQLTransaction
    ) throws -> ([LeafNumber], ListCursor?) {
        var cursor = after ?? ListCursor(key: .max, number: .max)
        var chosen: [LeafNumber] = []
        var read = 0
        var wanted = max(limit, 100)
        while read < Self.scanned {
            let rows =
                try query.sort == .firstSeen ? byFirstSeen(before: cursor, wanted, in: tx) : byLastSeen(before: cursor, wanted, in: tx)
            let owners = rows.map { graph.canonical(of: LeafNumber($0.leaf)) }
            let customers = Array(Set(owners)).sorted()
            let figures = Dictionary(
                uniqueKeysWithValues: zip(customers, try LeafFigures.read(customers.map { graph.leaves(of: $0) }, in: tx)))
            let kept = Set(try filtered(customers.filter { figures[$0].map { Self.passes($0, query) } ?? false }, query, in: tx))
            for (row, owner) in zip(rows, owners) {
                read += 1
                cursor = ListCursor(key: row.time, number: Int64(row.leaf))
                let mark = query.sort == .firstSeen ? figures[owner]?.oldest : figures[owner]?.newest
                guard mark?.leaf == row.leaf, kept.contains(owner) else { continue }
                chosen.append(owner)
                if chosen.count == limit { return (chosen, cursor) }
            }
            if rows.count < wanted { return (chosen, nil) }
            // Filters that leave few: a larger step each time, because each sorts the leaves of a whole quarter of an hour.
            wanted = min(wanted * 4, Self.scanned)
        }
        return (chosen, cursor)
    }

    private func byFirstSeen(before cursor: ListCursor, _ limit: Int, in tx: any SQLTransaction) throws -> [(time: Int64, leaf: UInt32)] {
        try tx.query(
            "SELECT first_seen, leaf FROM leaf_state WHERE (first_seen, leaf) < ($1, $2) ORDER BY first_seen DESC, leaf DESC LIMIT $3",
            [.integer(cursor.key), .integer(cursor.number), SQLValue(limit)]
        ) { (time: $0.integer(0), leaf: UInt32($0.integer(1))) }
    }

    /// By whole quarters of an hour that hold at least as many leaves as wanted, newest first; the leaves in them are sorted when asked for.
    private func byLastSeen(before cursor: ListCursor, _ limit: Int, in tx: any SQLTransaction) throws -> [(time: Int64, leaf: UInt32)] {
        var rows: [(time: Int64, leaf: UInt32)] = []
        var newest = cursor.key / LeafState.quarterLength
        while rows.count < limit {
            let oldest = try tx.first(
                "SELECT quarter FROM leaf_state WHERE quarter <= $1 ORDER BY quarter DESC, leaf DESC LIMIT 1 OFFSET $2",
                [.integer(newest), SQLValue(limit - 1)]
            ) { $0.integer(0) }
            rows += try tx.query(
                """
                SELECT last_seen, leaf FROM leaf_state WHERE quarter >= $1 AND quarter <= $2 AND (last_seen, leaf) < ($3, $4)
                ORDER BY last_seen DESC, leaf DESC LIMIT $5
                """,
                [
                    .integer(oldest ?? .min), .integer(newest), .integer(cursor.key), .integer(cursor.number),
                    SQLValue(limit - rows.count),
                ]
            ) { (time: $0.integer(0), leaf: UInt32($0.integer(1))) }
            guard let oldest else { break }
            newest = oldest - 1
        }
        return rows
    }

    /// The customers that kind and segment leave, in their order.
    private func filtered(_ customers: [LeafNumber], _ query: CustomerQuery, in tx: any SQLTransaction) throws -> [LeafNumber] {
        var result = customers
        switch query.segment {
        case .all: break
        case .known: result = result.filter { graph.isKnown($0) }
        case .visitor: result = result.filter { !graph.isKnown($0) }
        }
        guard let kind = query.kind else { return result }
        let groups = result.map { graph.leaves(of: $0) }
        var has = Array(repeating: false, count: groups.count)
        let (owners, sets) = Self.flatten(groups)
        try tx.queryMany("SELECT kind FROM identifier WHERE leaf = $1", sets) { place, row in
            if row.text(0) == kind.rawValue { has[owners[place]] = true }
        }
        return zip(result, has).filter { $1 }.map(\.0)
    }

    private static func passes(_ figures: LeafFigures, _ query: CustomerQuery) -> Bool {
        query.channel.map { figures.channelBits & (1 << Int64($0.rawValue)) != 0 } ?? true
    }

    private static func key(_ figures: LeafFigures, _ sort: CustomerQuery.Sort) -> Int64 {
        switch sort {
        case .lastSeen: figures.lastSeen?.milliseconds ?? 0
        case .firstSeen: figures.firstSeen?.milliseconds ?? 0
        case .events: Int64(figures.events)
        }
    }
}

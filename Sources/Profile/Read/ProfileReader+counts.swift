import Identify
public import Storage
public import Vocabulary

extension ProfileReader {
    /// How many customers are new in each interval: whose first event of any leaf lies in it, counted once after merges.
    ///
    /// `boundaries` are the starts of the intervals and the end of the last one, ascending; the result has one element less.
    public func newCustomers(boundaries: [Instant], in tx: any SQLTransaction) throws -> [Int] {
        guard let from = boundaries.first, let to = boundaries.last, boundaries.count > 1 else { return [] }
        let map = graph.canonicalMap()
        var first: [UInt32: Int64] = [:]
        var inside = Array(repeating: false, count: map.count)
        _ = try tx.query(
            "SELECT leaf, first_seen FROM leaf_state WHERE first_seen >= $1 AND first_seen < $2 ORDER BY first_seen, leaf",
            [.integer(from.milliseconds), .integer(to.milliseconds)]
        ) { row in
            let leaf = Int(row.integer(0))
            guard leaf < map.count else { return }
            inside[leaf] = true
            if first[map[leaf]] == nil { first[map[leaf]] = row.integer(1) }
        }
        // Parts that are not new themselves may have been seen before the range.
        let others = map.indices.dropFirst().filter { Int(map[$0]) != 0 && !inside[$0] && first[map[$0]] != nil }
        var old: Set<UInt32> = []
        try tx.queryMany("SELECT first_seen FROM leaf_state WHERE leaf = $1", others.map { [SQLValue($0)] }) { place, row in
            if row.integer(0) < from.milliseconds { old.insert(map[others[place]]) }
        }
        for customer in old { first[customer] = nil }
        var counts = Array(repeating: 0, count: boundaries.count - 1)
        let starts = boundaries.map(\.milliseconds)
        for time in first.values {
            var (low, high) = (0, starts.count - 1)
            while high - low > 1 {
                let middle = (low + high) / 2
                if starts[middle] <= time { low = middle } else { high = middle }
            }
            counts[low] += 1
        }
        return counts
    }

    /// How many customers each node of the organisation has, merged ones once; by node number.
    public func customersByNode(in tx: any SQLTransaction) throws -> [Int64: Int] {
        var seen: [Int64: Set<LeafNumber>] = [:]
        _ = try tx.query("SELECT node, leaf FROM leaf_node", []) { row in
            seen[row.integer(0), default: []].insert(graph.canonical(of: LeafNumber(UInt32(row.integer(1)))))
        }
        return seen.mapValues(\.count)
    }
}

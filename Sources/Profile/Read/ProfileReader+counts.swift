import Identify
public import Storage
public import Vocabulary

extension ProfileReader {
    /// How many customers are new in each interval: whose first event of any leaf lies in it, counted once after merges.
    ///
    /// `boundaries` are the starts of the intervals and the end of the last one, ascending; the result has one element less.
    public func newCustomers(boundaries: [Instant], in tx: any SQLTransaction) throws -> [Int] {
        guard let from = boundaries.first, let to = boundaries.last, boundaries.count > 1 else { return [] }
        let rows = try tx.query(
            "SELECT leaf, first_seen FROM leaf_state WHERE first_seen >= $1 AND first_seen < $2 ORDER BY first_seen, leaf",
            [.integer(from.milliseconds), .integer(to.milliseconds)]
        ) { (leaf: UInt32($0.integer(0)), time: $0.integer(1)) }
        var first: [LeafNumber: Int64] = [:]
        for row in rows {
            let customer = graph.canonical(of: LeafNumber(row.leaf))
            if first[customer] == nil { first[customer] = row.time }
        }
        // Those with several leaves may have been seen before the range.
        let several = first.keys.filter { graph.leaves(of: $0).count > 1 }.sorted()
        for (customer, figures) in zip(several, try LeafFigures.read(several.map { graph.leaves(of: $0) }, in: tx)) {
            if let oldest = figures.oldest, oldest.time < from.milliseconds { first[customer] = nil }
        }
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

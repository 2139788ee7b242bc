import Identify
import Storage
import Vocabulary

extension ProfileReader {
    /// How many customers match a query. Reads the figures or identifiers of everybody for a channel or kind.
    func total(_ query: CustomerQuery, _ preselected: Set<LeafNumber>?, in tx: any SQLTransaction) throws -> Int {
        guard preselected != nil || query.channel != nil || query.kind != nil || query.segment != .all else { return graph.customerCount }
        let map = graph.canonicalMap()
        // One flag per customer number; each condition leaves those that meet it too.
        var matches = [Bool](repeating: preselected == nil, count: map.count)
        if let preselected {
            for customer in preselected where Int(customer.rawValue) < matches.count { matches[Int(customer.rawValue)] = true }
        } else {
            for leaf in matches.indices where leaf == 0 || Int(map[leaf]) != leaf { matches[leaf] = false }
        }
        func keep(_ sql: String, _ value: SQLValue) throws {
            var met = [Bool](repeating: false, count: map.count)
            _ = try tx.query(sql, [value]) { row in
                let leaf = Int(row.integer(0))
                if leaf < map.count { met[Int(map[leaf])] = true }
            }
            for place in matches.indices where !met[place] { matches[place] = false }
        }
        if let channel = query.channel {
            try keep("SELECT leaf FROM leaf_state WHERE channels & $1 <> 0", .integer(1 << Int64(channel.rawValue)))
        }
        if let kind = query.kind { try keep("SELECT leaf FROM identifier WHERE kind = $1", .text(kind.rawValue)) }
        var count = 0
        for place in matches.indices where matches[place] {
            switch query.segment {
            case .all: count += 1
            case .known: count += graph.isKnown(LeafNumber(UInt32(place))) ? 1 : 0
            case .visitor: count += graph.isKnown(LeafNumber(UInt32(place))) ? 0 : 1
            }
        }
        return count
    }
}

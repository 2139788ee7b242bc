import Storage
import Vocabulary

/// The figures of one customer, folded over its leaves.
struct LeafFigures: Sendable {
    var firstSeen: Instant?
    var lastSeen: Instant?
    var events = 0
    var channelBits: Int64 = 0
    var firstTouch: JSONValue?
    var lastTouch: JSONValue?
    /// Leaf of the newest event; of two at one time the larger.
    var newest: (time: Int64, leaf: UInt32)?
    /// Leaf of the oldest event; of two at one time the smaller.
    var oldest: (time: Int64, leaf: UInt32)?

    var channels: [Channel] { Channel.allCases.filter { channelBits & (1 << Int64($0.rawValue)) != 0 } }

    /// The figures of each group of leaves.
    static func read(_ groups: [[LeafNumber]], in tx: any SQLTransaction) throws -> [LeafFigures] {
        var figures = Array(repeating: LeafFigures(), count: groups.count)
        let (owners, sets) = ProfileReader.flatten(groups)
        try tx.queryMany(
            "SELECT leaf, first_seen, last_seen, events, channels, first_touch, last_touch FROM leaf_state WHERE leaf = $1", sets
        ) {
            place, row in
            try figures[owners[place]].add(row)
        }
        return figures
    }

    private mutating func add(_ row: any SQLRow) throws {
        let leaf = UInt32(row.integer(0))
        let (first, last) = (row.integer(1), row.integer(2))
        if oldest.map({ (first, leaf) < $0 }) ?? true { oldest = (first, leaf) }
        if newest.map({ (last, leaf) > $0 }) ?? true { newest = (last, leaf) }
        firstSeen = oldest.map { Instant(milliseconds: $0.time) }
        lastSeen = newest.map { Instant(milliseconds: $0.time) }
        events += Int(row.integer(3))
        channelBits |= row.integer(4)
        if let touch = row.optionalText(5) {
            let value = try JSONValue(parsing: touch)
            if (value["time"]?.int ?? 0) < (firstTouch?["time"]?.int ?? .max) { firstTouch = value }
        }
        if let touch = row.optionalText(6) {
            let value = try JSONValue(parsing: touch)
            if (value["time"]?.int ?? 0) > (lastTouch?["time"]?.int ?? .min) { lastTouch = value }
        }
    }
}

import Identify
import Storage
import Vocabulary

/// Aggregates a batch per leaf, so that each leaf costs one upsert however many events it has.
struct LeafBatch {
    private var places: [UInt32: Int] = [:]
    private var leaves: [UInt32] = []
    private var states: [LeafState] = []
    /// What is stored of each leaf; nil for new ones.
    private var stored: [LeafState?] = []
    private var firstTouches: [Int] = []
    private var lastTouches: [Int] = []

    /// Takes all events in and returns the visit start of each, in order.
    mutating func apply(
        _ events: [ResolvedEvent], cache: inout GenerationCache<UInt32, LeafState>, in tx: any SQLTransaction
    ) throws -> [Int64] {
        let slots = events.map { place(of: $0.leaf.rawValue) }
        try load(&cache, in: tx)
        var sessions: [Int64] = []
        sessions.reserveCapacity(events.count)
        for (index, slot) in slots.enumerated() {
            let time = events[index].event.time.milliseconds
            if slot < 0 {
                sessions.append(time)
                continue
            }
            sessions.append(states[slot].see(at: time, channel: events[index].event.channel))
            if Touch.isTouch(events[index].event.facts) { noteTouch(index, slot, events, time) }
        }
        for slot in states.indices {
            if firstTouches[slot] >= 0 { states[slot].firstTouch = Touch(events[firstTouches[slot]].event) }
            if lastTouches[slot] >= 0 { states[slot].lastTouch = Touch(events[lastTouches[slot]].event) }
        }
        try store(&cache, in: tx)
        return sessions
    }

    private mutating func place(of leaf: UInt32) -> Int {
        if leaf == 0 { return -1 }
        if let place = places[leaf] { return place }
        places[leaf] = leaves.count
        leaves.append(leaf)
        return leaves.count - 1
    }

    private mutating func noteTouch(_ index: Int, _ slot: Int, _ events: [ResolvedEvent], _ time: Int64) {
        let first = firstTouches[slot] >= 0 ? events[firstTouches[slot]].event.time.milliseconds : states[slot].firstTouch?.time ?? .max
        if time < first { firstTouches[slot] = index }
        let last = lastTouches[slot] >= 0 ? events[lastTouches[slot]].event.time.milliseconds : states[slot].lastTouch?.time ?? .min
        if time >= last { lastTouches[slot] = index }
    }

    private mutating func load(_ cache: inout GenerationCache<UInt32, LeafState>, in tx: any SQLTransaction) throws {
        states.reserveCapacity(leaves.count)
        firstTouches = Array(repeating: -1, count: leaves.count)
        lastTouches = firstTouches
        var missing: [Int] = []
        for (place, leaf) in leaves.enumerated() {
            let state = cache.value(for: leaf)
            stored.append(state)
            states.append(state ?? LeafState())
            if state == nil { missing.append(place) }
        }
        guard !missing.isEmpty else { return }
        var found: [(Int, LeafState)] = []
        try tx.queryMany(
            "SELECT first_seen, last_seen, events, session_start, channels, first_touch, last_touch FROM leaf_state WHERE leaf = $1",
            missing.map { [SQLValue(leaves[$0])] }
        ) { place, row in
            found.append(
                (
                    missing[place],
                    LeafState(
                        firstSeen: row.integer(0), lastSeen: row.integer(1), events: row.integer(2), sessionStart: row.integer(3),
                        channels: row.integer(4), firstTouch: Touch(stored: row.optionalText(5)),
                        lastTouch: Touch(stored: row.optionalText(6)))
                ))
        }
        for (place, state) in found {
            states[place] = state
            stored[place] = state
        }
    }

    /// Writes in the order of leaves, so that a page is opened once. Most leaves were seen a moment ago: what no index knows of is all that changes.
    private func store(_ cache: inout GenerationCache<UInt32, LeafState>, in tx: any SQLTransaction) throws {
        guard !leaves.isEmpty else { return }
        var full: [[SQLValue]] = []
        var light: [[SQLValue]] = []
        for place in leaves.indices.sorted(by: { leaves[$0] < leaves[$1] }) {
            let state = states[place]
            if let before = stored[place], before.firstSeen == state.firstSeen, before.quarter == state.quarter,
                before.firstTouch == state.firstTouch, before.lastTouch == state.lastTouch
            {
                light.append([
                    .integer(state.lastSeen), .integer(state.events), .integer(state.sessionStart), .integer(state.channels),
                    SQLValue(leaves[place]),
                ])
            } else {
                full.append([
                    SQLValue(leaves[place]), .integer(state.firstSeen), .integer(state.lastSeen), .integer(state.events),
                    .integer(state.sessionStart), .integer(state.channels), SQLValue(state.firstTouch?.json),
                    SQLValue(state.lastTouch?.json), .integer(state.quarter),
                ])
            }
            cache.set(state, for: leaves[place])
        }
        let changed = try tx.executeMany(
            "UPDATE leaf_state SET last_seen = $1, events = $2, session_start = $3, channels = $4 WHERE leaf = $5", light)
        guard changed == light.count else {
            throw LianluError(
                .internal, "\(light.count - changed) customers' figures are gone from the store.", hint: "Run `lianlu doctor`.")
        }
        _ = try tx.executeMany(
            """
            INSERT INTO leaf_state(leaf, first_seen, last_seen, events, session_start, channels, first_touch, last_touch, quarter)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (leaf) DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen, events = excluded.events,
            session_start = excluded.session_start, channels = excluded.channels, first_touch = excluded.first_touch,
            last_touch = excluded.last_touch, quarter = excluded.quarter
            """, full)
    }
}

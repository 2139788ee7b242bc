import Storage
import Synchronization
import Vocabulary

/// Finds or gives the leaf of every identifier of a batch, with one round of look-ups for all.
///
/// A slot stands for one identifier of one event: a leaf number, or (with the highest bit) the place of a ``Sighting``.
struct BatchLeaves {
    private static let pending: UInt32 = 0x8000_0000
    /// Longer values are nobody's: 255 characters fit, and PostgreSQL indexes no more than some 2,700 bytes.
    private static let longest = 1_020
    private let events: [IncomingEvent]
    private var slots: [UInt32] = []
    private var starts: [Int] = []
    private(set) var sightings: [Sighting] = []
    private var places: [Identifier: Int] = [:]
    private var raised: [UInt32: (strength: Strength, trust: Trust)] = [:]
    /// Leaves from this number on were given by this batch.
    private(set) var firstNew: UInt32 = .max

    /// Looks everything up and gives the missing leaves.
    init(_ events: [IncomingEvent], graph: IdentityGraph, caches: inout WriterCaches, in tx: any SQLTransaction) throws {
        self.events = events
        graph.components.withLock { components in collect(&caches, components) }
        try lookUp(&caches, in: tx)
        if caches.hasTombstones { try findErased(graph, in: tx) }
        try give(graph, &caches, in: tx)
        try raise(graph, in: tx)
    }

    /// The leaves of that event's identifiers, in their order; 0 for one that has none.
    func leaves(of event: Int) -> [UInt32] { (starts[event]..<starts[event] + events[event].identifiers.count).map { leaf(slots[$0]) } }

    /// The leaf of that event's only identifier.
    func onlyLeaf(of event: Int) -> UInt32 { leaf(slots[starts[event]]) }

    /// The leaves of the n-th alias of that event (from, into).
    func alias(_ number: Int, of event: Int) -> (from: UInt32, into: UInt32) {
        let at = starts[event] + events[event].identifiers.count + 2 * number
        return (leaf(slots[at]), leaf(slots[at + 1]))
    }

    /// Whether the event must not be stored because its person was erased: a strong or medium identifier is a tombstone, or nothing else is left.
    func isRefused(_ event: Int) -> Bool {
        var erased = false
        var known = false
        for offset in starts[event]..<(event + 1 < starts.count ? starts[event + 1] : slots.count) {
            let slot = slots[offset]
            if slot & Self.pending != 0, sightings[Int(slot & ~Self.pending)].isErased {
                if sightings[Int(slot & ~Self.pending)].strength > .weak { return true }
                erased = true
            } else {
                known = true
            }
        }
        return erased && !known
    }

    private func leaf(_ slot: UInt32) -> UInt32 { slot & Self.pending == 0 ? slot : sightings[Int(slot & ~Self.pending)].leaf }

    private mutating func collect(_ caches: inout WriterCaches, _ components: Components) {
        starts.reserveCapacity(events.count)
        slots.reserveCapacity(events.count * 2)
        for index in events.indices {
            starts.append(slots.count)
            for identifier in events[index].identifiers {
                let verified = !events[index].verified.isEmpty && events[index].verified.contains(identifier)
                note(identifier, verified: verified, index, &caches, components)
            }
            for case .alias(let from, let into) in events[index].commands {
                note(from.normalised(), verified: false, index, &caches, components)
                note(into.normalised(), verified: false, index, &caches, components)
            }
        }
    }

    private mutating func note(
        _ identifier: Identifier, verified: Bool, _ event: Int, _ caches: inout WriterCaches, _ components: Components
    ) {
        guard identifier.value.utf8.count <= Self.longest, identifier.scope.utf8.count <= Self.longest else { return slots.append(0) }
        let strength = caches.rules.strength(of: identifier, verified: verified, trust: events[event].trust)
        if let leaf = caches.identifiers.value(for: identifier) {
            slots.append(leaf)
            noteBetter(leaf, strength, events[event].trust, components.mark(of: leaf))
        } else if let place = places[identifier] {
            slots.append(Self.pending | UInt32(place))
            sightings[place].strength = max(sightings[place].strength, strength)
            sightings[place].trust = max(sightings[place].trust, events[event].trust)
            sightings[place].firstSeen = min(sightings[place].firstSeen, events[event].time.milliseconds)
        } else {
            places[identifier] = sightings.count
            slots.append(Self.pending | UInt32(sightings.count))
            sightings.append(
                Sighting(
                    identifier: identifier, strength: strength, trust: events[event].trust, firstSeen: events[event].time.milliseconds,
                    source: events[event].source
                ))
        }
    }

    private mutating func noteBetter(_ leaf: UInt32, _ strength: Strength, _ trust: Trust, _ mark: LeafMark?) {
        guard let mark, strength > mark.strength || trust > mark.trust else { return }
        let best = raised[leaf] ?? (mark.strength, mark.trust)
        raised[leaf] = (max(best.strength, strength), max(best.trust, trust))
    }

    private mutating func lookUp(_ caches: inout WriterCaches, in tx: any SQLTransaction) throws {
        guard !sightings.isEmpty else { return }
        var found: [(place: Int, leaf: UInt32, strength: Strength, trust: Trust)] = []
        try tx.queryMany(
            "SELECT leaf, strength, trust FROM identifier WHERE value = $1 AND kind = $2 AND scope = $3",
            sightings.map { [.text($0.identifier.value), .text($0.identifier.kind.rawValue), .text($0.identifier.scope)] }
        ) { place, row in
            found.append(
                (
                    place, UInt32(row.integer(0)), Strength(rawValue: UInt8(row.integer(1))) ?? .weak,
                    Trust(rawValue: UInt8(row.integer(2))) ?? .claimed
                ))
        }
        for item in found {
            let sighting = sightings[item.place]
            sightings[item.place].leaf = item.leaf
            caches.identifiers.set(item.leaf, for: sighting.identifier)
            noteBetter(
                item.leaf, sighting.strength, sighting.trust, LeafMark(classMark: 0, strength: item.strength, trust: item.trust))
        }
    }

    private mutating func findErased(_ graph: IdentityGraph, in tx: any SQLTransaction) throws {
        let unknown = sightings.indices.filter { sightings[$0].leaf == 0 }
        var erased: [Int] = []
        try tx.queryMany(
            "SELECT erased_at FROM tombstone WHERE identifier_hash = $1",
            unknown.map { [.blob(graph.tombstoneHash(sightings[$0].identifier))] }
        ) { place, _ in erased.append(unknown[place]) }
        for place in erased { sightings[place].isErased = true }
    }

    private mutating func give(_ graph: IdentityGraph, _ caches: inout WriterCaches, in tx: any SQLTransaction) throws {
        guard sightings.contains(where: { $0.leaf == 0 }) else { return }
        for event in events.indices where !isRefused(event) {
            let end = event + 1 < starts.count ? starts[event + 1] : slots.count
            for slot in slots[starts[event]..<end] where slot & Self.pending != 0 { sightings[Int(slot & ~Self.pending)].isWanted = true }
        }
        let fresh = sightings.indices.filter { sightings[$0].leaf == 0 && sightings[$0].isWanted && !sightings[$0].isErased }
        guard !fresh.isEmpty else { return }
        let first = try tx.take(Int64(fresh.count), from: "leaf")
        guard first + Int64(fresh.count) < Int64(Self.pending) else {
            throw LianluError(.internal, "All leaf numbers are used up.", hint: "One deployment holds at most two billion identifiers.")
        }
        firstNew = UInt32(first)
        for (offset, place) in fresh.enumerated() { sightings[place].leaf = firstNew + UInt32(offset) }
        try tx.executeMany(
            "INSERT INTO identifier(leaf, class, strength, trust, first_seen, source, kind, scope, value) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            fresh.map { place in
                let sighting = sightings[place]
                return [
                    SQLValue(sighting.leaf), .integer(IdentifierClass(sighting.identifier).stored), SQLValue(sighting.strength.rawValue),
                    SQLValue(sighting.trust.rawValue), .integer(sighting.firstSeen), SQLValue(sighting.source),
                    .text(sighting.identifier.kind.rawValue), .text(sighting.identifier.scope), .text(sighting.identifier.value),
                ]
            })
        graph.components.withLock { components in
            for place in fresh {
                let sighting = sightings[place]
                let mark = IdentifierClass(sighting.identifier).mark(exclusiveKinds: caches.exclusiveKinds)
                components.setMark(LeafMark(classMark: mark, strength: sighting.strength, trust: sighting.trust), of: sighting.leaf)
                caches.identifiers.set(sighting.leaf, for: sighting.identifier)
            }
        }
    }

    private mutating func raise(_ graph: IdentityGraph, in tx: any SQLTransaction) throws {
        guard !raised.isEmpty else { return }
        let list = raised.sorted { $0.key < $1.key }
        try tx.executeMany(
            "UPDATE identifier SET strength = $1, trust = $2 WHERE leaf = $3",
            list.map { [SQLValue($0.value.strength.rawValue), SQLValue($0.value.trust.rawValue), SQLValue($0.key)] })
        graph.components.withLock { components in
            for (leaf, best) in list {
                components.setMark(
                    LeafMark(classMark: components.classMark(of: leaf), strength: best.strength, trust: best.trust), of: leaf)
            }
        }
    }
}

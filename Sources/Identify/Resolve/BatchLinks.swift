import Storage
import Synchronization
import Vocabulary

/// Applies what the events of a batch say about who belongs together, in their order.
struct BatchLinks {
    private let events: [IncomingEvent]
    private let leaves: BatchLeaves
    private let graph: IdentityGraph
    private var own: [[UInt32]] = []
    private var ranked: [[Int]] = []
    private var pairs: [UInt64: PairState] = [:]
    private var edges = EdgeWriter()
    private var conflicts = ConflictWriter()

    init(_ events: [IncomingEvent], _ leaves: BatchLeaves, graph: IdentityGraph) {
        self.events = events
        self.leaves = leaves
        self.graph = graph
    }

    /// Ranks the identifiers of each event and asks for all direct links that may be needed and are not cached, in one round.
    mutating func prefetch(_ caches: inout WriterCaches, in tx: any SQLTransaction) throws {
        rank()
        var wanted: Set<UInt64> = []
        for index in events.indices where events[index].identifiers.count > 1 || !events[index].commands.isEmpty {
            if let first = ranked[index].first {
                for place in ranked[index].dropFirst() { want(own[index][first], own[index][place], &wanted, &caches) }
            }
            var number = 0
            for command in events[index].commands {
                guard case .alias = command else { continue }
                let alias = leaves.alias(number, of: index)
                want(alias.from, alias.into, &wanted, &caches)
                number += 1
            }
        }
        guard !wanted.isEmpty else { return }
        let list = wanted.sorted()
        for key in list { pairs[key] = PairState() }
        var found: [UInt64: PairState] = [:]
        try tx.queryMany(
            "SELECT strength, ended_at, ended_by FROM edge WHERE a = $1 AND b = $2",
            list.map { [SQLValue(PairState.low($0)), SQLValue(PairState.high($0))] }
        ) { place, row in
            var state = found[list[place]] ?? PairState()
            if row.isNull(1) {
                state.linked = Strength(rawValue: UInt8(row.integer(0))) ?? .weak
            } else if row.text(2) == EndedBy.source.rawValue {
                state.endedBySource = max(state.endedBySource, row.integer(1))
            }
            found[list[place]] = state
        }
        for key in list {
            let state = found[key] ?? PairState()
            pairs[key] = state
            caches.pairs.set(state, for: key)
        }
    }

    /// The places of each event's leaves, strongest first and in the order of the event among equals; only for events that may link.
    private mutating func rank() {
        own = Array(repeating: [], count: events.count)
        ranked = own.map { _ in [] }
        graph.components.withLock { components in
            for index in events.indices where events[index].identifiers.count > 1 || !events[index].commands.isEmpty {
                own[index] = leaves.leaves(of: index)
                var places = own[index].indices.filter { own[index][$0] != 0 }
                // An insertion sort: stable, and events have few identifiers.
                for end in places.indices.dropFirst() {
                    var at = end
                    while at > 0, components.strength(of: own[index][places[at]]) > components.strength(of: own[index][places[at - 1]]) {
                        places.swapAt(at, at - 1)
                        at -= 1
                    }
                }
                ranked[index] = places
            }
        }
    }

    private mutating func want(_ a: UInt32, _ b: UInt32, _ wanted: inout Set<UInt64>, _ caches: inout WriterCaches) {
        guard a < leaves.firstNew, b < leaves.firstNew, a != 0, b != 0, a != b else { return }
        let key = PairState.key(a, b)
        if let known = caches.pairs.value(for: key) { pairs[key] = known } else { wanted.insert(key) }
    }

    /// Resolves one event.
    mutating func resolve(_ index: Int, _ caches: inout WriterCaches, in tx: any SQLTransaction) throws -> EventResolution {
        let event = events[index]
        if caches.hasTombstones && leaves.isRefused(index) { return .erased }
        if event.identifiers.count == 1 && event.commands.isEmpty { return EventResolution(leaf: LeafNumber(leaves.onlyLeaf(of: index))) }
        let unbound = event.commands.compactMap { if case .unbind(let identifier) = $0 { identifier.normalised() } else { nil } }
        let own = own[index]
        let ranked = ranked[index]
        let hub = ranked.first.map { own[$0] } ?? 0
        for place in ranked.dropFirst() where own[place] != hub && !unbound.contains(event.identifiers[place]) {
            guard let first = ranked.first, !unbound.contains(event.identifiers[first]) else { break }
            let strength = event.trust == .claimed ? .weak : min(shown(first, event, caches), shown(place, event, caches))
            link(
                LinkRequest(a: hub, b: own[place], strength: strength, isExplicit: false, mayConflict: strength == .strong), .event, event,
                own, &caches)
        }
        try apply(event.commands, of: index, own, &caches, in: tx)
        for identifier in unbound { try unbind(identifier, hub, event, &caches, in: tx) }
        // What a public browser key claims is kept with the visitor, so that ending the link takes it away again.
        let seat = event.trust == .claimed ? ranked.last.map { own[$0] } ?? hub : hub
        return EventResolution(leaf: LeafNumber(seat))
    }

    /// Writes what is left to write.
    mutating func flush(in tx: any SQLTransaction) throws {
        try edges.flush(in: tx)
        try conflicts.flush(in: tx)
    }

    private func shown(_ place: Int, _ event: IncomingEvent, _ caches: WriterCaches) -> Strength {
        let identifier = event.identifiers[place]
        return caches.rules.strength(of: identifier, verified: event.verified.contains(identifier), trust: event.trust)
    }

    private mutating func apply(
        _ commands: [EventCommand], of index: Int, _ own: [UInt32], _ caches: inout WriterCaches, in tx: any SQLTransaction
    ) throws {
        var number = 0
        for command in commands {
            guard case .alias = command else { continue }
            let (from, into) = leaves.alias(number, of: index)
            number += 1
            guard from != 0, into != 0, from != into else { continue }
            let event = events[index]
            let trusted = event.trust == .trusted
            let bothStrong = graph.components.withLock { $0.strength(of: from) == .strong && $0.strength(of: into) == .strong }
            link(
                LinkRequest(a: from, b: into, strength: trusted ? .strong : .weak, isExplicit: trusted, mayConflict: trusted && bothStrong),
                .alias, event, own, &caches)
        }
    }

    private mutating func link(
        _ request: LinkRequest, _ reason: LinkReason, _ event: IncomingEvent, _ own: [UInt32], _ caches: inout WriterCaches
    ) {
        let key = PairState.key(request.a, request.b)
        let state = pairs[key] ?? PairState()
        if let linked = state.linked {
            guard linked < request.strength else { return }
            edges.raise(key, to: request.strength)
            remember(PairState(linked: request.strength, endedBySource: state.endedBySource), key, &caches)
            return
        }
        let verdict = graph.components.withLock { components -> LinkVerdict in
            let verdict = components.judge(request)
            let isLate = event.time.milliseconds <= state.endedBySource
            if verdict == .join && !isLate { components.union(request.a, request.b) }
            return (verdict == .join || verdict == .record) && isLate ? .refuse(.separated) : verdict
        }
        switch verdict {
        case .join, .record:
            edges.add(
                EdgeWriter.NewEdge(
                    pair: key, strength: request.strength, reason: reason, source: event.source, actor: "", note: "",
                    at: event.time.milliseconds))
            remember(PairState(linked: request.strength, endedBySource: state.endedBySource), key, &caches)
        case .conflict: conflicts.add(key, event: event, leaves: own)
        case .refuse: break
        }
    }

    private mutating func remember(_ state: PairState, _ key: UInt64, _ caches: inout WriterCaches) {
        pairs[key] = state
        caches.pairs.set(state, for: key)
    }

    /// The sender says that an identifier no longer belongs to the event's customer: its links end, but for those a person made;
    /// a source that only claims may end weak links alone.
    private mutating func unbind(
        _ identifier: Identifier, _ hub: UInt32, _ event: IncomingEvent, _ caches: inout WriterCaches, in tx: any SQLTransaction
    ) throws {
        guard let leaf = try graph.find(identifier, &caches, in: tx), hub != 0 else { return }
        let members = graph.components.withLock { $0.canonical(of: leaf) == $0.canonical(of: hub) ? $0.members(of: leaf) : [] }
        guard members.count > 1 else { return }
        try edges.flush(in: tx)
        let active = try StoredEdge.active(of: members, in: tx)
        let ending = active.filter { $0.touches(leaf) && !$0.reason.isManual && (event.trust == .trusted || $0.strength == .weak) }
        guard !ending.isEmpty else { return }
        let ended = try graph.end(
            ending, among: members, active, by: .source, actor: "source:\(event.source)", reason: event.name, at: event.time.milliseconds,
            &caches,
            in: tx)
        for key in ended { pairs[key] = caches.pairs.value(for: key) }
    }
}

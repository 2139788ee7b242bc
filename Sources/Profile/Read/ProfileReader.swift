public import Identify
public import Storage
public import Vocabulary

/// Reads customers: figures, traits, tags and consent are stored per leaf and folded here over all leaves of a customer.
public struct ProfileReader: Sendable {
    let graph: IdentityGraph

    /// A reader over that graph.
    public init(graph: IdentityGraph) { self.graph = graph }

    /// The number of the customer with this identifier; nil when nobody was ever seen with it. Without a scope any scope matches.
    public func find(_ kind: IdentifierKind, _ value: String, scope: String?, in tx: any SQLTransaction) throws -> LeafNumber? {
        let found =
            if let scope { try IdentityGraph.leaf(of: Identifier(kind, value, scope: scope).normalised(), in: tx) } else {
                try IdentityGraph.leaf(of: Identifier(kind, value).normalised(), in: tx)
                    ?? IdentityGraph.leaves(of: kind, value, in: tx).first
            }
        return found.map { graph.canonical(of: $0) }
    }

    /// The customer a number stands for, also after it was merged; nil when the number was never given or its person was erased.
    public func customer(_ number: LeafNumber, in tx: any SQLTransaction) throws -> LeafNumber? {
        guard number.rawValue > 0, Int(number.rawValue) <= graph.leafCount else { return nil }
        let known = try tx.first("SELECT 1 FROM identifier WHERE leaf = $1", [SQLValue(number.rawValue)]) { $0.integer(0) }
        return known == nil ? nil : graph.canonical(of: number)
    }

    /// Whether a customer lies in a scope.
    public func isVisible(_ customer: LeafNumber, in scope: CustomerScope, _ tx: any SQLTransaction) throws -> Bool {
        guard let path = scope.path else { return true }
        var found = false
        try tx.queryMany(
            "SELECT 1 FROM leaf_node JOIN organisation_node ON organisation_node.id = leaf_node.node WHERE leaf_node.leaf = $1 AND organisation_node.path >= $2 AND organisation_node.path < $3 LIMIT 1",
            graph.leaves(of: customer).map { [SQLValue($0.rawValue), .text(path), .text(path + "\u{10FFFF}")] }
        ) { _, _ in found = true }
        return found
    }

    /// Everything about one customer.
    public func profile(_ number: LeafNumber, in tx: any SQLTransaction) throws -> CustomerProfile {
        try profile(graph.leaves(of: number), canonical: graph.canonical(of: number), in: tx)
    }

    /// What these leaves say by themselves, whoever else they belong to: for visitors whose link to a customer is not verified.
    public func profile(ofOnly leaves: [LeafNumber], in tx: any SQLTransaction) throws -> CustomerProfile {
        try profile(leaves, canonical: leaves.first ?? LeafNumber(0), in: tx)
    }

    private func profile(_ leaves: [LeafNumber], canonical: LeafNumber, in tx: any SQLTransaction) throws -> CustomerProfile {
        let figures = try LeafFigures.read([leaves], in: tx)[0]
        let traits = try CustomerTraits.read([leaves], in: tx)[0]
        var organisation: [Int64: CustomerProfile.Node] = [:]
        try tx.queryMany(
            "SELECT organisation_node.id, organisation_node.name FROM leaf_node JOIN organisation_node ON organisation_node.id = leaf_node.node WHERE leaf_node.leaf = $1",
            leaves.map { [SQLValue($0.rawValue)] }
        ) { _, row in organisation[row.integer(0)] = CustomerProfile.Node(id: row.integer(0), name: row.text(1)) }
        let tags = try Self.tags([leaves], in: tx)[0]
        let identifiers = try IdentityGraph.identifiers(of: leaves, in: tx)
        return CustomerProfile(
            summary: Self.summary(canonical, figures, traits, identifiers, tags), leaves: leaves, traits: traits.values,
            consent: try Self.consent(leaves, in: tx), firstTouch: figures.firstTouch, lastTouch: figures.lastTouch,
            merged: try graph.mergedParts(of: canonical, in: tx), organisation: organisation.values.sorted { $0.id < $1.id })
    }

    /// The list's view of these customers, in their order.
    public func summaries(_ customers: [LeafNumber], in tx: any SQLTransaction) throws -> [CustomerSummary] {
        let groups = customers.map { graph.leaves(of: $0) }
        let figures = try LeafFigures.read(groups, in: tx)
        let traits = try CustomerTraits.read(groups, in: tx)
        let tags = try Self.tags(groups, in: tx)
        let identifiers = try IdentityGraph.identifiers(of: groups.flatMap { $0 }, in: tx)
        let owned = Dictionary(grouping: identifiers) { graph.canonical(of: $0.leaf) }
        return customers.indices.map { place in
            let canonical = graph.canonical(of: customers[place])
            return Self.summary(canonical, figures[place], traits[place], Array((owned[canonical] ?? []).prefix(20)), tags[place])
        }
    }

    static func summary(
        _ number: LeafNumber, _ figures: LeafFigures, _ traits: CustomerTraits, _ identifiers: [KnownIdentifier], _ tags: [CustomerTag]
    ) -> CustomerSummary {
        CustomerSummary(
            number: number, name: traits.text(TraitNames.display), avatar: traits.text(TraitNames.avatar), identifiers: identifiers,
            tags: tags,
            firstSeen: figures.firstSeen, lastSeen: figures.lastSeen, events: figures.events, channels: figures.channels,
            origin: figures.firstTouch.flatMap { $0["origin"]?.string ?? $0["utmSource"]?.string ?? $0["referrer"]?.string })
    }

    static func tags(_ groups: [[LeafNumber]], in tx: any SQLTransaction) throws -> [[CustomerTag]] {
        var newest: [[Int64: (tag: CustomerTag, mark: TagMark)]] = Array(repeating: [:], count: groups.count)
        let (owners, sets) = Self.flatten(groups)
        try tx.queryMany(
            "SELECT tag.id, tag.name, tag.group_name, leaf_tag.time, leaf_tag.actor, leaf_tag.on_leaf FROM leaf_tag JOIN tag ON tag.id = leaf_tag.tag WHERE leaf_tag.leaf = $1",
            sets
        ) { place, row in
            let mark = TagMark(actor: row.text(4), time: row.integer(3), isOn: row.bool(5))
            if let known = newest[owners[place]][row.integer(0)], known.mark >= mark { return }
            let tag = CustomerTag(
                id: row.integer(0), name: row.text(1), group: row.text(2), time: Instant(milliseconds: mark.time),
                actor: Claim.shown(row.text(4)))
            newest[owners[place]][tag.id] = (tag, mark)
        }
        return newest.map { tags in tags.values.filter(\.mark.isOn).map(\.tag).sorted { ($0.group, $0.name) < ($1.group, $1.name) } }
    }

    /// The statement that holds for each purpose: the newest of a trusted source or person; a claim counts where there is none, or when it is newer and
    /// withdraws.
    static func consent(_ leaves: [LeafNumber], in tx: any SQLTransaction) throws -> [CustomerConsent] {
        typealias Statement = (id: Int64, statement: CustomerConsent)
        var trusted: [String: Statement] = [:]
        var claimed: [String: Statement] = [:]
        try tx.queryMany(
            "SELECT id, purpose, granted, time, source, actor, evidence FROM consent WHERE leaf = $1",
            leaves.map { [SQLValue($0.rawValue)] }
        ) { _, row in
            let isClaim = row.text(5) == Claim.consentActor
            let statement = CustomerConsent(
                purpose: row.text(1), isGranted: row.bool(2), time: Instant(milliseconds: row.integer(3)), source: Int32(row.integer(4)),
                actor: Claim.shown(row.text(5)), evidence: row.text(6))
            let known = isClaim ? claimed[statement.purpose] : trusted[statement.purpose]
            if let known, (known.statement.time, known.id) > (statement.time, row.integer(0)) { return }
            if isClaim {
                claimed[statement.purpose] = (row.integer(0), statement)
            } else {
                trusted[statement.purpose] = (row.integer(0), statement)
            }
        }
        let holding = trusted.merging(claimed) { said, claim in
            !claim.statement.isGranted && claim.statement.time > said.statement.time ? claim : said
        }
        return holding.values.map(\.statement).sorted { $0.purpose < $1.purpose }
    }

    /// One parameter set per leaf, and for each the place of its group.
    static func flatten(_ groups: [[LeafNumber]]) -> (owners: [Int], sets: [[SQLValue]]) {
        var owners: [Int] = []
        var sets: [[SQLValue]] = []
        for (place, group) in groups.enumerated() {
            for leaf in group {
                owners.append(place)
                sets.append([SQLValue(leaf.rawValue)])
            }
        }
        return (owners, sets)
    }
}

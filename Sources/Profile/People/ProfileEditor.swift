public import Identify
public import Storage
public import Vocabulary

/// What people change by hand about a customer. Each call works inside the caller's write transaction and is written on the leaf of the customer's
/// strongest identifier, so that it stays with that identifier after an unbind.
public struct ProfileEditor: Sendable {
    private let graph: IdentityGraph

    /// An editor over that graph.
    public init(graph: IdentityGraph) { self.graph = graph }

    /// Sets and removes traits; a removal counts for all parts of the customer.
    public func setTraits(_ customer: LeafNumber, set: JSONObject, unset: [String], at: Instant, in tx: any SQLTransaction) throws {
        let leaf = try mainLeaf(of: customer, in: tx)
        var batch = TraitBatch()
        for member in set {
            guard !member.name.isEmpty, member.name.utf8.count <= 255 else {
                throw LianluError(.badRequest, "A trait needs a name of at most 255 bytes.", hint: "Shorten \"\(member.name.prefix(40))\".")
            }
            batch.add(TraitChange(member.name, .set, member.value.bytes), leaf: leaf, time: at.milliseconds, source: 0)
        }
        for name in unset { batch.add(TraitChange(name, .unset, Array("null".utf8)), leaf: leaf, time: at.milliseconds, source: 0) }
        try batch.apply(in: tx)
        try NodeBatch.apply(batch.nodeCodes, in: tx)
    }

    /// Puts existing tags on and takes them off. Throws `not_found` for a tag that does not exist.
    public func setTags(_ customer: LeafNumber, add: [Int64], remove: [Int64], by actor: String, at: Instant, in tx: any SQLTransaction)
        throws
    {
        let leaf = try mainLeaf(of: customer, in: tx)
        for tag in add + remove { _ = try TagCatalogue.tag(tag, in: tx) }
        // Later than whatever any part of the customer says, so that the person's word counts.
        var newest = at.milliseconds
        try tx.queryMany(
            "SELECT max(time) FROM leaf_tag WHERE leaf = $1 HAVING max(time) IS NOT NULL",
            graph.leaves(of: customer).map { [SQLValue($0.rawValue)] }
        ) { _, row in newest = max(newest, row.integer(0) + 1) }
        try tx.executeMany(
            """
            INSERT INTO leaf_tag(leaf, tag, on_leaf, time, actor) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (leaf, tag) DO UPDATE SET on_leaf = excluded.on_leaf, time = excluded.time, actor = excluded.actor
            """,
            (add.map { ($0, true) } + remove.filter { !add.contains($0) }.map { ($0, false) }).map { tag, isOn in
                [SQLValue(leaf), .integer(tag), SQLValue(isOn), .integer(newest), .text(actor)]
            })
    }

    /// Records consent given or withdrawn for a purpose.
    public func recordConsent(
        _ customer: LeafNumber, purpose: String, granted: Bool, evidence: String, by actor: String, at: Instant, in tx: any SQLTransaction
    ) throws {
        guard !purpose.isEmpty, purpose.utf8.count <= 100 else {
            throw LianluError(.badRequest, "Consent needs a purpose of at most 100 bytes.", hint: "For example \"marketing_sms\".")
        }
        var batch = ConsentBatch()
        batch.add(
            ConsentBatch.Statement(
                leaf: try mainLeaf(of: customer, in: tx), purpose: purpose, isGranted: granted, time: at.milliseconds, source: 0,
                actor: actor,
                evidence: evidence))
        try batch.apply(in: tx)
    }

    /// Says which nodes of the organisation a customer belongs to, in place of what was said before.
    public func setOrganisation(_ customer: LeafNumber, nodes: [Int64], by actor: String, at: Instant, in tx: any SQLTransaction) throws {
        let leaf = try mainLeaf(of: customer, in: tx)
        for node in nodes {
            let known = try tx.first("SELECT id FROM organisation_node WHERE id = $1", [.integer(node)]) { $0.integer(0) }
            if known == nil {
                throw LianluError(.notFound, "There is no part \(node) of the organisation.", hint: "List them with GET /api/organisation.")
            }
        }
        try tx.executeMany("DELETE FROM leaf_node WHERE leaf = $1", graph.leaves(of: customer).map { [SQLValue($0.rawValue)] })
        try tx.executeMany(
            "INSERT INTO leaf_node(leaf, node, since, actor) VALUES ($1, $2, $3, $4) ON CONFLICT (leaf, node) DO NOTHING",
            Set(nodes).sorted().map { [SQLValue(leaf), .integer($0), .integer(at.milliseconds), .text(actor)] })
    }

    /// The leaf of the customer's strongest identifier. Throws `not_found` when there is none.
    private func mainLeaf(of customer: LeafNumber, in tx: any SQLTransaction) throws -> UInt32 {
        guard let main = try IdentityGraph.identifiers(of: graph.leaves(of: customer), in: tx).first else {
            throw LianluError(.notFound, "There is no customer \(customer).", hint: "The person may have been erased.")
        }
        return main.leaf.rawValue
    }
}

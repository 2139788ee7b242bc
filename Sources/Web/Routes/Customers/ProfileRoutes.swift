import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// What people change about a customer by hand.
enum ProfileRoutes {
    static func add(to routes: RouteTable) {
        routes.patch("/api/customers/{id}/traits", .needs(.customersWrite), traits)
        routes.post("/api/customers/{id}/tags", .needs(.customersWrite), tags)
        routes.post("/api/customers/{id}/consent", .needs(.customersWrite), consent)
        routes.put("/api/customers/{id}/organisation", .needs(.customersWrite), organisation)
    }

    private static func traits(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let body = try await call.fields("set", "unset")
        let set = body["set"].map { $0.isNull ? [:] : $0 } ?? [:]
        guard let object = set.object, object.count <= 200 else {
            throw LianluError(
                .badRequest, "“set” is not an object of at most 200 traits.", hint: "Send {\"set\":{\"city\":\"上海\"},\"unset\":[\"note\"]}."
            )
        }
        let unset = try body.texts("unset")
        let editor = ProfileEditor(graph: call.services.graph)
        try await call.change(
            "customer.traits", "customer:\(customer)",
            [("set", object.names.joined(separator: ", ")), ("unset", unset.joined(separator: ", "))]
        ) { tx, act in try editor.setTraits(customer, set: object, unset: unset, at: act.at, in: tx) }
        return .json(try await call.profile(customer, try call.mask))
    }

    private static func tags(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let body = try await call.fields("add", "remove")
        let add = try body.texts("add")
        let remove = try body.texts("remove")
        let editor = ProfileEditor(graph: call.services.graph)
        let principal = try call.principal
        try await call.change(
            "customer.tags", "customer:\(customer)", [("add", add.joined(separator: ", ")), ("remove", remove.joined(separator: ", "))]
        ) { tx, act in
            // A tag that does not exist yet is made: people tag first and tidy up later.
            let adding = try add.map { name in
                if let found = try TagCatalogue.find(name, in: tx) { return found.id }
                return try TagCatalogue.create(name: name, group: "", description: "", owner: principal.name, at: act.at, in: tx).id
            }
            let removing = try remove.compactMap { name in try TagCatalogue.find(name, in: tx)?.id }
            try editor.setTags(customer, add: adding, remove: removing, by: act.actor, at: act.at, in: tx)
        }
        return .json(try await call.profile(customer, try call.mask))
    }

    private static func consent(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let body = try await call.fields("purpose", "granted", "evidence")
        let purpose = try body.needText("purpose", most: 100)
        guard let granted = try body.bool("granted") else {
            throw LianluError(.badRequest, "“granted” is missing.", hint: "Send true for given, false for withdrawn.")
        }
        let evidence = try body.text("evidence") ?? ""
        let editor = ProfileEditor(graph: call.services.graph)
        try await call.change("customer.consent", "customer:\(customer)", [("purpose", purpose), ("granted", String(granted))]) { tx, act in
            try editor.recordConsent(customer, purpose: purpose, granted: granted, evidence: evidence, by: act.actor, at: act.at, in: tx)
        }
        return .json(try await call.profile(customer, try call.mask))
    }

    private static func organisation(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let body = try await call.fields("nodes")
        guard let list = body["nodes"]?.array, list.count <= 50, list.allSatisfy({ $0.int != nil }) else {
            throw LianluError(
                .badRequest, "“nodes” is not a list of numbers.",
                hint: "Send {\"nodes\":[4]}; [] takes the customer out of the organisation.")
        }
        let nodes = list.compactMap(\.int)
        let principal = try call.principal
        try await call.services.tree.check(nodes, in: principal.scope)
        if principal.scope != .all, nodes.isEmpty {
            throw LianluError(
                .forbidden, "You would no longer see this customer.", hint: "Keep at least one node of your own part of the organisation.")
        }
        let graph = call.services.graph
        let editor = ProfileEditor(graph: graph)
        try await call.change(
            "customer.organisation", "customer:\(customer)", [("nodes", nodes.map(String.init).joined(separator: ", "))]
        ) { tx, act in
            let others = try elsewhere(customer, principal.scope, graph, in: tx)
            try editor.setOrganisation(customer, nodes: nodes + others, by: act.actor, at: act.at, in: tx)
        }
        return .json(try await call.profile(customer, try call.mask))
    }

    /// Where a customer belongs outside the caller's part of the organisation: that stays as it is.
    private static func elsewhere(_ customer: LeafNumber, _ scope: DataScope, _ graph: IdentityGraph, in tx: any SQLTransaction) throws
        -> [Int64]
    {
        guard scope != .all else { return [] }
        var nodes: [Int64] = []
        try tx.queryMany(
            "SELECT organisation_node.id, organisation_node.path FROM leaf_node JOIN organisation_node ON organisation_node.id = leaf_node.node WHERE leaf_node.leaf = $1",
            graph.leaves(of: customer).map { [SQLValue($0.rawValue)] }
        ) { _, row in if !scope.contains(path: row.text(1)) { nodes.append(row.integer(0)) } }
        return nodes
    }
}

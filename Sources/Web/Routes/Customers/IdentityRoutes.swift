import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// Merge, unbind, and how identifiers belong together.
enum IdentityRoutes {
    static func add(to routes: RouteTable) {
        routes.post("/api/customers/merge", .needs(.customersMerge), merge)
        routes.post("/api/customers/unbind", .needs(.customersMerge), unbind)
        routes.get("/api/customers/{id}/graph", .needs(.customersRead), graph)
    }

    private static func merge(_ call: Call) async throws -> Reply {
        let body = try await call.fields("from", "into", "reason")
        let from = try identifier(body["from"], "from")
        let into = try identifier(body["into"], "into")
        let reason = try body.text("reason") ?? ""
        let services = call.services
        let scope = try call.principal.scope.customers
        let customer = try await call.change(
            "customer.merge", "identifier:\(text(into))", [("reason", reason), ("from", masked(from)), ("into", masked(into))]
        ) { tx, act in
            let from = try resolve(from, scope, services, in: tx)
            let into = try resolve(into, scope, services, in: tx)
            return try services.graph.merge(from: from, into: into, act, in: tx)
        }
        return .json(["customers": [try await call.profile(customer, try call.mask)]])
    }

    private static func unbind(_ call: Call) async throws -> Reply {
        let body = try await call.fields("identifier", "reason")
        let given = try identifier(body["identifier"], "identifier")
        let reason = try body.text("reason") ?? ""
        let services = call.services
        let scope = try call.principal.scope.customers
        let customers = try await call.change(
            "customer.unbind", "identifier:\(text(given))", [("reason", reason), ("identifier", masked(given))]
        ) {
            tx, act in
            try services.graph.unbind(try resolve(given, scope, services, in: tx), act, in: tx)
        }
        let mask = try call.mask
        var answers: [JSONValue] = []
        for customer in customers { answers.append(try await call.profile(customer, mask)) }
        return .json(["customers": .array(answers)])
    }

    private static func graph(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let mask = try await call.mask(of: customer)
        let graph = call.services.graph
        let found = try await call.services.store.read { tx in try graph.graph(of: customer, in: tx) }
        let json = try await call.customerJSON(mask)
        func node(_ known: KnownIdentifier, former: Bool) -> JSONValue {
            var object = json.identifier(known).object ?? [:]
            object["leaf"] = .int(Int64(known.leaf.rawValue))
            object["former"] = .bool(former)
            return .object(object)
        }
        return .json([
            "nodes": .array(found.nodes.map { node($0, former: false) } + found.former.map { node($0, former: true) }),
            "edges": .array(
                found.edges.map { edge in
                    [
                        "id": .int(edge.id), "a": .int(Int64(edge.a.rawValue)), "b": .int(Int64(edge.b.rawValue)),
                        "strength": .string(edge.strength.name), "reason": .string(edge.reason.rawValue),
                        "source": .int(Int64(edge.source)),
                        "sourceName": .optional(json.sourceNames[edge.source]), "actor": .string(edge.actor), "note": .string(edge.note),
                        "since": .time(edge.since),
                    ]
                }),
            "history": .array(
                found.history.map { change in
                    [
                        "at": .time(change.at), "action": .string(change.action.rawValue), "a": .int(Int64(change.a.rawValue)),
                        "b": .int(Int64(change.b.rawValue)), "actor": .string(change.actor), "reason": .string(change.reason),
                    ]
                }),
        ])
    }

    /// The identifier as it is kept: without a scope the only one of that kind and value, whatever its scope. Outside the scope it does not exist.
    private static func resolve(_ given: Identifier, _ scope: CustomerScope, _ services: Services, in tx: any SQLTransaction) throws
        -> Identifier
    {
        let known =
            try IdentityGraph.leaf(of: given.normalised(), in: tx)
            ?? (given.scope.isEmpty ? IdentityGraph.leaves(of: given.kind, given.value, in: tx).first : nil)
        guard let leaf = known, try services.reader.isVisible(services.graph.canonical(of: leaf), in: scope, tx),
            let identifier = try IdentityGraph.identifiers(of: [leaf], in: tx).first?.identifier
        else {
            throw LianluError(
                .notFound, "Nobody was ever seen with \(given.kind.rawValue.prefix(40)) “\(masked(given).prefix(80))”.",
                hint: "Check kind, value and scope.")
        }
        return identifier
    }

    private static func identifier(_ value: JSONValue?, _ name: String) throws(LianluError) -> Identifier {
        guard let object = value?.object else {
            throw LianluError(
                .badRequest, "“\(name)” is not an identifier.",
                hint: "Send {\"kind\":\"user_id\",\"value\":\"u1\"}, and \"scope\" where the kind has scopes.")
        }
        let fields = try Fields(.object(object), known: ["kind", "scope", "value"])
        let kind = try fields.needText("kind", most: 100)
        return Identifier(IdentifierKind(kind), try fields.needText("value", most: 255), scope: try fields.text("scope", most: 255) ?? "")
    }

    /// Kind and masked value, for the audit log.
    private static func text(_ identifier: Identifier) -> String { "\(identifier.kind.rawValue):\(masked(identifier))" }

    private static func masked(_ identifier: Identifier) -> String { Masking.value(of: identifier) }
}

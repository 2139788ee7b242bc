import Organisation
import Profile
import Storage
import Vocabulary

/// Customers: lists, search, one of them.
enum CustomerRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/customers", .needs(.customersRead), list)
        routes.get("/api/search", .needs(.customersRead), search)
        routes.get("/api/customers/lookup", .needs(.customersRead), lookup)
        routes.get("/api/customers/{id}", .needs(.customersRead)) { call in
            let customer = try await call.customer()
            return .json(try await call.profile(customer, try await call.mask(of: customer)))
        }
    }

    private static func list(_ call: Call) async throws -> Reply {
        var query = CustomerQuery()
        query.text = call.query["q"] ?? ""
        query.limit = try call.limit()
        query.after = call.query["after"]?.nonEmpty
        query.scope = try await call.narrowedScope().customers
        query.channel = try call.query["channel"]?.nonEmpty.map { name throws(LianluError) in try Channel.named(name) }
        query.kind = call.query["kind"]?.nonEmpty.map { IdentifierKind($0) }
        query.segment = try call.choice("segment", CustomerQuery.Segment.self) ?? .all
        query.sort = try call.choice("sort", CustomerQuery.Sort.self) ?? .lastSeen
        let tag = call.query["tag"]?.nonEmpty
        let reader = call.services.reader
        let page: CustomerPage? = try await call.services.store.read { [query] tx in
            var query = query
            if let tag {
                guard let found = try tagNumber(tag, in: tx) else { return nil }
                query.tag = found
            }
            return try reader.list(query, in: tx)
        }
        let json = try await call.customerJSON(try call.mask)
        return .list(
            (page?.items ?? []).map(json.summary), next: page?.next,
            adding: [("total", page == nil ? 0 : .optional(page?.total.map(Int64.init)))])
    }

    /// A tag by number or name.
    private static func tagNumber(_ text: String, in tx: any SQLTransaction) throws -> Int64? {
        if let found = try TagCatalogue.find(text, in: tx) { return found.id }
        guard let number = Int64(text) else { return nil }
        return try? TagCatalogue.tag(number, in: tx).id
    }

    private static func search(_ call: Call) async throws -> Reply {
        let text = call.query["q"] ?? ""
        let scope = try call.principal.scope.customers
        let reader = call.services.reader
        let found = try await call.services.store.read { tx in
            try reader.summaries(try reader.search(text, limit: 8, scope: scope, in: tx), in: tx)
        }
        let json = try await call.customerJSON(try call.mask)
        return .json(["customers": .array(found.map(json.summary))])
    }

    private static func lookup(_ call: Call) async throws -> Reply {
        guard let kind = call.query["kind"]?.nonEmpty, let value = call.query["value"]?.nonEmpty else {
            throw LianluError(
                .badRequest, "kind or value is missing.",
                hint: "For example /api/customers/lookup?kind=user_id&value=u1 (scope= where a kind has scopes).")
        }
        let identifierScope = call.query["scope"]
        let scope = try call.principal.scope.customers
        let reader = call.services.reader
        let found = try await call.services.store.read { tx in
            guard let customer = try reader.find(IdentifierKind(kind), value, scope: identifierScope, in: tx) else {
                return LeafNumber?.none
            }
            return try reader.isVisible(customer, in: scope, tx) ? customer : nil
        }
        guard let found else {
            throw LianluError(
                .notFound, "Nobody was ever seen with this \(kind.prefix(40)).",
                hint: "Check kind, value and scope; events take a moment to arrive.")
        }
        return .json(try await call.profile(found, try await call.mask(of: found)))
    }
}

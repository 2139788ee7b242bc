import Organisation
import Profile
import Storage
import Vocabulary

/// Orders and products.
enum CommerceRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/orders", .needs(.commerceRead), orders)
        routes.get("/api/customers/{id}/orders", .needs(.commerceRead), ordersOfCustomer)
        routes.get("/api/products", .needs(.commerceRead)) { call in
            var query = ProductQuery()
            query.text = call.query["q"] ?? ""
            query.category = try call.flag("uncategorised") == true ? "" : call.query["category"]?.nonEmpty
            let (limit, after) = (try call.limit(), call.query["after"]?.nonEmpty)
            let page = try await call.services.store.read { [query] tx in try Product.list(query, limit: limit, after: after, in: tx) }
            return .list(page.items.map(OrderJSON.product), next: page.next)
        }
        routes.get("/api/products/categories", .needs(.commerceRead)) { call in
            let period = try await call.optionalPeriod()
            let hasPeriod = period.from != nil || period.to != nil
            let found = try await call.services.store.read { tx in try ProductCategory.list(from: period.from, to: period.to, in: tx) }
            return .list(found.map { OrderJSON.category($0, withFigures: hasPeriod) })
        }
    }

    private static func orders(_ call: Call) async throws -> Reply {
        var query = OrderQuery()
        let period = try await call.optionalPeriod()
        query.from = period.from
        query.to = period.to
        query.text = call.query["q"] ?? ""
        if let name = call.query["status"]?.nonEmpty {
            guard let status = OrderStatus(rawValue: name) else {
                throw LianluError(
                    .badRequest, "There is no order status “\(name.prefix(40))”.",
                    hint: "Use one of: \(OrderStatus.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            query.status = status
        }
        return try await answer(query, call)
    }

    private static func ordersOfCustomer(_ call: Call) async throws -> Reply {
        var query = OrderQuery()
        query.customer = try await call.customer()
        return try await answer(query, call)
    }

    private static func answer(_ given: OrderQuery, _ call: Call) async throws -> Reply {
        var query = given
        query.limit = try call.limit()
        query.after = call.query["after"]?.nonEmpty
        query.scope = try await call.narrowedScope().customers
        let reader = OrderReader(graph: call.services.graph)
        let people = call.services.reader
        let (page, summary, names, total) = try await call.services.store.read { [query] tx in
            let page = try reader.list(query, in: tx)
            let customers = Array(Set(page.items.compactMap(\.customer))).sorted()
            let names = try people.summaries(customers, in: tx).reduce(into: [LeafNumber: String]()) { $0[$1.number] = $1.name }
            let total = query.after == nil ? Total(counted: try reader.count(query, most: Total.most + 1, in: tx)) : nil
            return (page, try reader.summary(query, in: tx), names, total)
        }
        let json = OrderJSON(mask: try call.mask, names: names, sourceNames: try await call.services.sourceNames())
        return .list(
            page.items.map(json.order), next: page.next, adding: [("summary", OrderJSON.summary(summary))] + (total?.members ?? []))
    }
}

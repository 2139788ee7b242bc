import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// The overview's numbers that come from profiles and orders, within a data scope.
struct OverviewPeople: Sendable {
    /// One period's numbers.
    struct Period: Sendable {
        var newCustomers: Int
        var orders: OrderSummary
    }

    /// This period.
    var now: Period
    /// The one before.
    var before: Period
    /// New customers per interval of this period.
    var newCustomers: [Int]
    /// Orders of this period by origin.
    var byOrigin: [String: OrderSummary]

    /// Reads them in one snapshot. `boundaries` are those of the intervals of each period; orders count between `from` and `to`.
    static func read(
        _ current: (boundaries: [Instant], from: Instant, to: Instant), _ previous: (boundaries: [Instant], from: Instant, to: Instant),
        scope: DataScope, _ services: Services
    ) async throws -> OverviewPeople {
        let orders = OrderReader(graph: services.graph)
        return try await services.store.read { tx in
            func query(_ period: (boundaries: [Instant], from: Instant, to: Instant)) -> OrderQuery {
                var query = OrderQuery()
                query.from = period.from
                query.to = period.to
                query.scope = scope.customers
                return query
            }
            func fresh(_ boundaries: [Instant]) throws -> [Int] {
                guard scope != .all else { return try services.reader.newCustomers(boundaries: boundaries, in: tx) }
                return try Self.fresh(boundaries, scope, services.graph, in: tx)
            }
            let now = try fresh(current.boundaries)
            let byOrigin = try orders.summaryByOrigin(query(current), in: tx)
            return OverviewPeople(
                now: Period(newCustomers: now.reduce(0, +), orders: try orders.summary(query(current), in: tx)),
                before: Period(
                    newCustomers: try fresh(previous.boundaries).reduce(0, +), orders: try orders.summary(query(previous), in: tx)),
                newCustomers: now, byOrigin: Dictionary(byOrigin.map { ($0.origin, $0.figures) }) { first, _ in first })
        }
    }

    /// All leaves of the customers within a scope.
    static func leaves(in scope: DataScope, _ graph: IdentityGraph, in tx: any SQLTransaction) throws -> [LeafNumber] {
        guard let path = scope.path else { return [] }
        let attached = try tx.query(
            "SELECT DISTINCT leaf_node.leaf FROM leaf_node JOIN organisation_node ON organisation_node.id = leaf_node.node WHERE organisation_node.path >= $1 AND organisation_node.path < $2",
            [.text(path), .text(path + "\u{10FFFF}")]
        ) { graph.canonical(of: LeafNumber(UInt32(truncatingIfNeeded: $0.integer(0)))) }
        return Set(attached).sorted().flatMap { graph.leaves(of: $0) }
    }

    private static func fresh(_ boundaries: [Instant], _ scope: DataScope, _ graph: IdentityGraph, in tx: any SQLTransaction) throws
        -> [Int]
    {
        let leaves = try leaves(in: scope, graph, in: tx)
        var first: [LeafNumber: Int64] = [:]
        try tx.queryMany("SELECT first_seen FROM leaf_state WHERE leaf = $1", leaves.map { [SQLValue($0.rawValue)] }) { place, row in
            let customer = graph.canonical(of: leaves[place])
            first[customer] = min(first[customer] ?? .max, row.integer(0))
        }
        var counts = Array(repeating: 0, count: max(0, boundaries.count - 1))
        for time in first.values {
            if let place = counts.indices.first(where: { boundaries[$0].milliseconds <= time && time < boundaries[$0 + 1].milliseconds }) {
                counts[place] += 1
            }
        }
        return counts
    }
}

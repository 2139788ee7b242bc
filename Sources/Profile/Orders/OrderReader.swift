public import Identify
public import Storage
import Vocabulary

/// Reads orders and their figures.
public struct OrderReader: Sendable {
    private let graph: IdentityGraph

    /// A reader over that graph.
    public init(graph: IdentityGraph) { self.graph = graph }

    /// A page of orders, newest first, and where the next one starts.
    public func list(_ query: OrderQuery, in tx: any SQLTransaction) throws -> (items: [Order], next: String?) {
        let limit = min(max(query.limit, 1), 500)
        let cursor = try query.after.map { try ListCursor($0) } ?? ListCursor(key: .max, number: .max)
        let allowed = try visible(query, in: tx)
        var (conditions, values) = filter(query, from: 1)
        conditions.append("(placed_at, id) < ($\(values.count + 1), $\(values.count + 2))")
        values += [.integer(cursor.key), .integer(cursor.number)]
        var items: [Order] = []
        var scanned = 0
        while items.count <= limit && scanned < 50_000 {
            let page = try tx.query(
                "SELECT id, scope, external_id, leaf, status, placed_at, paid_at, currency, total_fen, discount_fen, shipping_fen, refunded_fen, origin, source FROM purchase WHERE \(conditions.joined(separator: " AND ")) ORDER BY placed_at DESC, id DESC LIMIT $\(values.count + 1)",
                values + [SQLValue(limit + 1)], read)
            items += page.filter { order in allowed.map { order.customer.map($0.contains) ?? false } ?? true }
            scanned += page.count
            guard let last = page.last, page.count > limit else { break }
            values[values.count - 2] = .integer(last.placedAt.milliseconds)
            values[values.count - 1] = .integer(last.id)
        }
        let hasMore = items.count > limit
        items = Array(items.prefix(limit))
        try fill(&items, in: tx)
        return (items, hasMore ? items.last.map { ListCursor(key: $0.placedAt.milliseconds, number: $0.id).text } : nil)
    }

    /// How many orders match on all pages, whatever their status, counted up to `most`.
    public func count(_ query: OrderQuery, most: Int, in tx: any SQLTransaction) throws -> Int {
        let (conditions, values) = filter(query, from: 1)
        let base = "FROM purchase WHERE \(conditions.joined(separator: " AND "))"
        guard let allowed = try visible(query, in: tx) else {
            return try tx.first("SELECT count(*) FROM (SELECT 1 \(base) LIMIT $\(values.count + 1)) AS found", values + [SQLValue(most)]) {
                Int($0.integer(0))
            } ?? 0
        }
        var count = 0
        _ = try tx.query("SELECT leaf \(base)", values) { row in
            if allowed.contains(graph.canonical(of: LeafNumber(UInt32(row.integer(0))))) { count += 1 }
        }
        return min(count, most)
    }

    /// The figures of all orders that match (pages do not matter).
    public func summary(_ query: OrderQuery, in tx: any SQLTransaction) throws -> OrderSummary {
        let (conditions, values) = filter(query, from: 1)
        var summary = OrderSummary()
        let base = "FROM purchase WHERE \((conditions + ["status <> 'cancelled'"]).joined(separator: " AND "))"
        if let allowed = try visible(query, in: tx) {
            _ = try tx.query("SELECT leaf, total_fen, refunded_fen \(base)", values) { row in
                guard allowed.contains(graph.canonical(of: LeafNumber(UInt32(row.integer(0))))) else { return }
                summary.orders += 1
                summary.gmv.fen += row.integer(1)
                summary.refunded.fen += row.integer(2)
            }
        } else {
            _ = try tx.query(
                "SELECT count(*), CAST(coalesce(sum(total_fen), 0) AS BIGINT), CAST(coalesce(sum(refunded_fen), 0) AS BIGINT) \(base)",
                values
            ) { row in
                summary.orders = Int(row.integer(0))
                summary.gmv.fen = row.integer(1)
                summary.refunded.fen = row.integer(2)
            }
        }
        return summary
    }

    /// Figures by what brought the customer to the order, the highest revenue first; "" for orders without an origin.
    public func summaryByOrigin(_ query: OrderQuery, in tx: any SQLTransaction) throws -> [(origin: String, figures: OrderSummary)] {
        let (conditions, values) = filter(query, from: 1)
        let allowed = try visible(query, in: tx)
        var figures: [String: OrderSummary] = [:]
        _ = try tx.query(
            "SELECT leaf, total_fen, refunded_fen, origin FROM purchase WHERE \((conditions + ["status <> 'cancelled'"]).joined(separator: " AND "))",
            values
        ) { row in
            if let allowed, !allowed.contains(graph.canonical(of: LeafNumber(UInt32(row.integer(0))))) { return }
            figures[row.text(3), default: OrderSummary()].orders += 1
            figures[row.text(3)]?.gmv.fen += row.integer(1)
            figures[row.text(3)]?.refunded.fen += row.integer(2)
        }
        return figures.map { ($0.key, $0.value) }.sorted { ($1.figures.gmv, $0.origin) < ($0.figures.gmv, $1.origin) }
    }

    private func visible(_ query: OrderQuery, in tx: any SQLTransaction) throws -> Set<LeafNumber>? {
        try query.scope.attachedLeaves(in: tx).map { leaves in Set(leaves.map { graph.canonical(of: LeafNumber($0)) }) }
    }

    private func filter(_ query: OrderQuery, from first: Int) -> (conditions: [String], values: [SQLValue]) {
        var conditions: [String] = []
        var values: [SQLValue] = []
        func add(_ text: String, _ value: SQLValue) {
            conditions.append("\(text) $\(first + values.count)")
            values.append(value)
        }
        if let from = query.from { add("placed_at >=", .integer(from.milliseconds)) }
        if let to = query.to { add("placed_at <", .integer(to.milliseconds)) }
        if let status = query.status { add("status =", .text(status.rawValue)) }
        let text = query.text.trimmed
        if !text.isEmpty {
            add("external_id >=", .text(text))
            add("external_id <", .text(text + "\u{10FFFF}"))
        }
        if let customer = query.customer {
            // Numbers, not text of a caller: a customer has few leaves that ordered.
            conditions.append("leaf IN (\(graph.leaves(of: customer).map(\.description).joined(separator: ", ")))")
        }
        return (conditions.isEmpty ? ["1 = 1"] : conditions, values)
    }

    private func read(_ row: any SQLRow) -> Order {
        let leaf = UInt32(row.integer(3))
        return Order(
            id: row.integer(0), key: ProductKey(scope: row.text(1), id: row.text(2)),
            customer: leaf == 0 ? nil : graph.canonical(of: LeafNumber(leaf)),
            status: OrderStatus(rawValue: row.text(4)) ?? .placed, placedAt: Instant(milliseconds: row.integer(5)),
            paidAt: row.optionalInteger(6).map(Instant.init(milliseconds:)), currency: row.text(7), total: Money(fen: row.integer(8)),
            discount: Money(fen: row.integer(9)), shipping: Money(fen: row.integer(10)), refunded: Money(fen: row.integer(11)),
            origin: row.optionalText(12), source: Int32(row.integer(13)))
    }

    private func fill(_ orders: inout [Order], in tx: any SQLTransaction) throws {
        let sets: [[SQLValue]] = orders.map { [.integer($0.id)] }
        var filled = orders
        try tx.queryMany(
            "SELECT product_id, name, quantity, price_fen, amount_fen FROM purchase_item WHERE purchase = $1 ORDER BY line", sets
        ) {
            place, row in
            filled[place].lines.append(
                OrderLine(
                    productID: row.text(0), name: row.text(1), quantity: row.integer(2), price: Money(fen: row.integer(3)),
                    amount: Money(fen: row.integer(4))))
        }
        try tx.queryMany("SELECT external_id, amount_fen, time, reason FROM refund WHERE purchase = $1 ORDER BY time, id", sets) {
            place, row in
            let rest = filled[place].refunded.fen - filled[place].refunds.reduce(0) { $0 + $1.amount.fen }
            filled[place].refunds.append(
                Order.Refund(
                    externalID: row.text(0), amount: Money(fen: row.integer(1) < 0 ? max(rest, 0) : row.integer(1)),
                    time: Instant(milliseconds: row.integer(2)), reason: row.text(3)))
        }
        orders = filled
    }
}

public import Storage
public import Vocabulary

/// A product of the catalogue and what was ordered of it.
public struct Product: Sendable {
    /// Our number.
    public var id: Int64
    /// The shop's scope and number.
    public var key: ProductKey
    /// Its name.
    public var name: String
    /// Its category.
    public var category: String
    /// Its price, when known.
    public var price: Money?
    /// "active", "removed" or the sender's own word.
    public var status: String
    /// Everything the sender said.
    public var attributes: JSONValue
    /// Orders with it, cancelled ones left out.
    public var orders = 0
    /// Pieces in those orders.
    public var quantity: Int64 = 0

    /// A page of products that match, newest first, and where the next one starts.
    public static func list(
        _ query: ProductQuery = ProductQuery(), limit: Int = 50, after: String? = nil, in tx: any SQLTransaction
    ) throws -> (items: [Product], next: String?) {
        let limit = min(max(limit, 1), 500)
        let cursor = try after.map { try ListCursor($0).number } ?? .max
        var conditions = ["id < $1"]
        var values: [SQLValue] = [.integer(cursor)]
        func place(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if let category = query.category { conditions.append("category = \(place(.text(category)))") }
        let start = query.text.trimmed
        if !start.isEmpty {
            let end = SQLValue.text(start + "\u{10FFFF}")
            let name = "name >= \(place(.text(start))) AND name < \(place(end))"
            conditions.append("((\(name)) OR (external_id >= \(place(.text(start))) AND external_id < \(place(end))))")
        }
        var items = try tx.query(
            "SELECT id, scope, external_id, name, category, price_fen, status, attributes FROM product WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT \(place(SQLValue(limit + 1)))",
            values
        ) { row in
            Product(
                id: row.integer(0), key: ProductKey(scope: row.text(1), id: row.text(2)), name: row.text(3), category: row.text(4),
                price: row.optionalInteger(5).map(Money.init(fen:)), status: row.text(6), attributes: try JSONValue(parsing: row.text(7)))
        }
        let hasMore = items.count > limit
        items = Array(items.prefix(limit))
        var counted = items
        try tx.queryMany(
            "SELECT count(DISTINCT purchase.id), CAST(coalesce(sum(purchase_item.quantity), 0) AS BIGINT) FROM purchase_item JOIN purchase ON purchase.id = purchase_item.purchase WHERE purchase_item.product_id = $1 AND purchase.scope = $2 AND purchase.status <> 'cancelled'",
            items.map { [.text($0.key.id), .text($0.key.scope)] }
        ) { place, row in
            counted[place].orders = Int(row.integer(0))
            counted[place].quantity = row.integer(1)
        }
        return (counted, hasMore ? items.last.map { ListCursor(key: 0, number: $0.id).text } : nil)
    }
}

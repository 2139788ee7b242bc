public import Storage
public import Vocabulary

/// A category of products and what was ordered of it.
public struct ProductCategory: Sendable, Equatable {
    /// Its name as senders write it; "" = products without one.
    public var name: String
    /// How many products.
    public var products: Int
    /// Orders with any of them, cancelled ones left out; 0 when no period was asked for.
    public var orders = 0
    /// Pieces in those orders.
    public var quantity: Int64 = 0

    /// The most categories of one answer.
    public static let most = 500

    /// The categories with the most products first; with a period also what was ordered in it (from inclusive, to exclusive).
    public static func list(from: Instant? = nil, to: Instant? = nil, in tx: any SQLTransaction) throws -> [ProductCategory] {
        var found = try tx.query(
            "SELECT category, count(*) FROM product GROUP BY category ORDER BY count(*) DESC, category LIMIT $1", [SQLValue(most)]
        ) { ProductCategory(name: $0.text(0), products: Int($0.integer(1))) }
        guard from != nil || to != nil else { return found }
        let places = Dictionary(found.enumerated().map { ($1.name, $0) }) { first, _ in first }
        _ = try tx.query(
            "SELECT product.category, count(DISTINCT purchase.id), CAST(sum(purchase_item.quantity) AS BIGINT) FROM purchase JOIN purchase_item ON purchase_item.purchase = purchase.id JOIN product ON product.scope = purchase.scope AND product.external_id = purchase_item.product_id WHERE purchase.placed_at >= $1 AND purchase.placed_at < $2 AND purchase.status <> 'cancelled' GROUP BY product.category",
            [.integer(from?.milliseconds ?? .min), .integer(to?.milliseconds ?? .max)]
        ) { row in
            guard let place = places[row.text(0)] else { return }
            found[place].orders = Int(row.integer(1))
            found[place].quantity = row.integer(2)
        }
        return found
    }
}

import Storage
import Vocabulary

/// Reads and writes orders with their lines and refunds.
enum OrderTable {
    /// A stored order and its number.
    struct Row {
        var id: Int64
        var record: OrderRecord
    }

    /// The orders of these keys that exist.
    static func read(_ keys: [ProductKey], in tx: any SQLTransaction) throws -> [ProductKey: Row] {
        var rows: [ProductKey: Row] = [:]
        try tx.queryMany(
            "SELECT id, leaf, placed_at, paid_at, currency, total_fen, discount_fen, shipping_fen, origin, source, updated_at, progress, lines_at FROM purchase WHERE scope = $1 AND external_id = $2",
            keys.map { [.text($0.scope), .text($0.id)] }
        ) { place, row in
            var record = OrderRecord(
                key: keys[place], leaf: UInt32(row.integer(1)), placedAt: row.integer(2), source: Int32(row.integer(9)))
            record.paidAt = row.optionalInteger(3)
            record.currency = row.text(4)
            record.total = row.integer(5)
            record.discount = row.integer(6)
            record.shipping = row.integer(7)
            record.origin = row.optionalText(8)
            record.amountsAt = row.integer(10)
            record.progress = OrderStatus(rawValue: row.text(11)) ?? .placed
            record.linesAt = row.integer(12)
            rows[keys[place]] = Row(id: row.integer(0), record: record)
        }
        let found = keys.filter { rows[$0] != nil }
        let sets: [[SQLValue]] = found.map { [.integer(rows[$0]?.id ?? 0)] }
        try tx.queryMany(
            "SELECT product_id, name, quantity, price_fen, amount_fen FROM purchase_item WHERE purchase = $1 ORDER BY line", sets
        ) {
            place, row in
            rows[found[place]]?.record.lines.append(
                OrderLine(
                    productID: row.text(0), name: row.text(1), quantity: row.integer(2), price: Money(fen: row.integer(3)),
                    amount: Money(fen: row.integer(4))))
        }
        try tx.queryMany("SELECT external_id, amount_fen, time, reason FROM refund WHERE purchase = $1", sets) { place, row in
            rows[found[place]]?.record.refunds[row.text(0)] = OrderRecord.Refund(
                amount: row.integer(1), time: row.integer(2), reason: row.text(3))
        }
        return rows
    }

    /// Writes orders whole.
    static func write(_ rows: [Row], in tx: any SQLTransaction) throws {
        guard !rows.isEmpty else { return }
        try tx.executeMany(
            """
            INSERT INTO purchase(id, scope, external_id, leaf, status, placed_at, paid_at, currency, total_fen, discount_fen, shipping_fen, refunded_fen,
            origin, source, attributes, updated_at, progress, lines_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '{}', $15, $16, $17)
            ON CONFLICT (scope, external_id) DO UPDATE SET leaf = excluded.leaf, status = excluded.status, placed_at = excluded.placed_at,
            paid_at = excluded.paid_at, currency = excluded.currency, total_fen = excluded.total_fen, discount_fen = excluded.discount_fen,
            shipping_fen = excluded.shipping_fen, refunded_fen = excluded.refunded_fen, origin = excluded.origin, updated_at = excluded.updated_at,
            progress = excluded.progress, lines_at = excluded.lines_at
            """,
            rows.map { row in
                let order = row.record
                return [
                    .integer(row.id), .text(order.key.scope), .text(order.key.id), SQLValue(order.leaf), .text(order.status.rawValue),
                    .integer(order.placedAt), SQLValue(order.paidAt), .text(order.currency), .integer(order.total),
                    .integer(order.discount),
                    .integer(order.shipping), .integer(order.refunded), SQLValue(order.origin), SQLValue(order.source),
                    .integer(order.amountsAt),
                    .text(order.progress.rawValue), .integer(order.linesAt),
                ]
            })
        try tx.executeMany("DELETE FROM purchase_item WHERE purchase = $1", rows.map { [.integer($0.id)] })
        try tx.executeMany(
            "INSERT INTO purchase_item(purchase, line, product_id, name, quantity, price_fen, amount_fen) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            rows.flatMap { row in
                row.record.lines.enumerated().map { number, line in
                    [
                        .integer(row.id), SQLValue(number), .text(line.productID), .text(line.name), .integer(line.quantity),
                        .integer(line.price.fen), .integer(line.amount.fen),
                    ]
                }
            })
        try writeRefunds(rows, in: tx)
    }

    private static func writeRefunds(_ rows: [Row], in tx: any SQLTransaction) throws {
        let refunds = rows.flatMap { row in row.record.refunds.sorted { $0.key < $1.key }.map { (row.id, $0.key, $0.value) } }
        guard !refunds.isEmpty else { return }
        let first = try tx.take(Int64(refunds.count), from: "refund")
        try tx.executeMany(
            """
            INSERT INTO refund(id, purchase, external_id, amount_fen, time, reason) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (purchase, external_id) DO UPDATE SET amount_fen = excluded.amount_fen, time = excluded.time, reason = excluded.reason
            """,
            refunds.enumerated().map { offset, item in
                let (purchase, id, refund) = item
                return [
                    .integer(first + Int64(offset)), .integer(purchase), .text(id), .integer(refund.amount), .integer(refund.time),
                    .text(refund.reason),
                ]
            })
    }
}

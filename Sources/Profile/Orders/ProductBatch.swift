import Storage
import Vocabulary

/// Creates and changes products, one read and one write each.
struct ProductBatch {
    private struct Change {
        var key: ProductKey
        var attributes: [UInt8]?
        var time: Int64
        var fillsGaps: Bool
    }
    private struct Row {
        var name = ""
        var category = ""
        var price: Int64?
        var status = "active"
        var attributes = JSONObject()
        var updatedAt = Int64.min
    }

    private var changes: [Change] = []

    /// Notes new attributes (a JSON object); they join those that are known.
    mutating func add(_ key: ProductKey, _ attributes: [UInt8], time: Int64) {
        if key.isUsable { changes.append(Change(key: key, attributes: attributes, time: time, fillsGaps: false)) }
    }

    /// Notes that a product exists, with what an order or a page view says about it; of a known product it only fills what nobody said yet.
    mutating func ensure(_ key: ProductKey, _ attributes: JSONValue, time: Int64) {
        if key.isUsable { changes.append(Change(key: key, attributes: attributes.bytes, time: time, fillsGaps: true)) }
    }

    /// Notes that a product is no longer sold.
    mutating func remove(_ key: ProductKey, time: Int64) {
        if key.isUsable { changes.append(Change(key: key, attributes: nil, time: time, fillsGaps: false)) }
    }

    /// Writes the changes; one that is older than what is stored does not count.
    mutating func apply(in tx: any SQLTransaction) throws {
        guard !changes.isEmpty else { return }
        let keys = Set(changes.map(\.key)).sorted { ($0.scope, $0.id) < ($1.scope, $1.id) }
        var rows: [ProductKey: Row] = [:]
        try tx.queryMany(
            "SELECT name, category, price_fen, status, attributes, updated_at FROM product WHERE scope = $1 AND external_id = $2",
            keys.map { [.text($0.scope), .text($0.id)] }
        ) { place, row in
            rows[keys[place]] = Row(
                name: row.text(0), category: row.text(1), price: row.optionalInteger(2), status: row.text(3),
                attributes: try JSONValue(parsing: row.text(4)).object ?? JSONObject(), updatedAt: row.integer(5))
        }
        var touched: Set<ProductKey> = []
        for change in changes {
            let known = rows[change.key]
            if change.fillsGaps, var row = known {
                guard fillGaps(change, in: &row) else { continue }
                rows[change.key] = row
                touched.insert(change.key)
                continue
            }
            var row = known ?? Row()
            guard change.time >= row.updatedAt else { continue }
            apply(change, to: &row)
            rows[change.key] = row
            touched.insert(change.key)
        }
        try write(keys.filter(touched.contains).compactMap { key in rows[key].map { (key, $0) } }, in: tx)
    }

    /// The category, when it is short enough to be one and for an index (255 bytes).
    private func category(_ all: Properties) -> String? { all.text(OrderLine.categoryNames).flatMap { $0.utf8.count <= 255 ? $0 : nil } }

    /// False when the change says nothing new.
    private func fillGaps(_ change: Change, in row: inout Row) -> Bool {
        guard let bytes = change.attributes, let value = try? JSONValue(parsing: bytes), let object = value.object else { return false }
        let before = (row.name, row.category)
        let price = row.price
        let all = Properties(value: value)
        if row.name.isEmpty { row.name = all.text(OrderLine.nameNames) ?? "" }
        if row.category.isEmpty { row.category = category(all) ?? "" }
        row.price = row.price ?? all.fen(OrderLine.priceNames)
        guard before != (row.name, row.category) || price != row.price else { return false }
        for member in object where row.attributes[member.name] == nil || row.attributes[member.name]?.string == "" {
            row.attributes[member.name] = member.value
        }
        return true
    }

    private func apply(_ change: Change, to row: inout Row) {
        row.updatedAt = change.time
        guard let bytes = change.attributes, let value = try? JSONValue(parsing: bytes), let object = value.object else {
            row.status = "removed"
            return
        }
        row.status = Properties(value: value).text(["status"]) ?? "active"
        for member in object { row.attributes[member.name] = member.value }
        let all = Properties(value: value)
        row.name = all.text(OrderLine.nameNames) ?? row.name
        row.category = category(all) ?? row.category
        row.price = all.fen(OrderLine.priceNames) ?? row.price
    }

    private func write(_ rows: [(ProductKey, Row)], in tx: any SQLTransaction) throws {
        guard !rows.isEmpty else { return }
        let first = try tx.take(Int64(rows.count), from: "product")
        try tx.executeMany(
            """
            INSERT INTO product(id, scope, external_id, name, category, price_fen, status, attributes, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (scope, external_id) DO UPDATE SET name = excluded.name, category = excluded.category, price_fen = excluded.price_fen,
            status = excluded.status, attributes = excluded.attributes, updated_at = excluded.updated_at
            """,
            rows.enumerated().map { offset, item in
                let (key, row) = item
                return [
                    .integer(first + Int64(offset)), .text(key.scope), .text(key.id), .text(row.name), .text(row.category),
                    SQLValue(row.price),
                    .text(row.status), .text(JSONValue.object(row.attributes).text), .integer(row.updatedAt),
                ]
            })
    }
}

import Identify
import Storage
import Vocabulary

/// Applies the order events of a batch: each order is read once, changed in memory and written once.
struct OrderBatch {
    private let zone: TimeZoneRules
    private var changes: [OrderChange] = []
    private var products = ProductBatch()

    /// An empty batch; instants in properties that name no zone are of that zone.
    init(zone: TimeZoneRules) { self.zone = zone }

    /// Notes one event.
    mutating func add(_ item: ResolvedEvent, _ action: OrderAction, _ known: inout GenerationCache<ProductKey, Bool>) {
        if action == .product { return addProduct(item, &known) }
        guard let change = OrderChange(item, action, zone: zone), change.key.isUsable else { return }
        changes.append(change)
        for line in change.lines ?? [] {
            ensure(
                ProductKey(scope: change.key.scope, id: line.productID), name: line.name, category: change.categories[line.productID],
                price: line.price.fen, time: change.time, &known)
        }
    }

    /// A product that is known with its category costs nothing more; one without is looked at again when an event names a category.
    private mutating func ensure(
        _ key: ProductKey, name: String, category: String?, price: Int64?, time: Int64, _ known: inout GenerationCache<ProductKey, Bool>
    ) {
        if let hasCategory = known.value(for: key), hasCategory || category == nil { return }
        known.set(category != nil, for: key)
        var attributes = JSONObject()
        attributes["name"] = .string(name)
        if let category { attributes["category"] = .string(category) }
        if let price { attributes["price_fen"] = .int(price) }
        products.ensure(key, .object(attributes), time: time)
    }

    private mutating func addProduct(_ item: ResolvedEvent, _ known: inout GenerationCache<ProductKey, Bool>) {
        guard let tape = try? JSONTape(item.event.properties), tape.kind(0) == .object,
            let node = tape.value(of: "product_id", in: 0) ?? tape.value(of: "productId", in: 0) ?? tape.value(of: "sku", in: 0)
                ?? tape.value(of: "commodity_id", in: 0) ?? tape.value(of: "item_id", in: 0) ?? tape.value(of: "goods_id", in: 0),
            let id = tape.text(node), !id.isEmpty
        else { return }
        let key = ProductKey(id: id)
        guard known.value(for: key) != true else { return }
        let all = Properties(value: tape.value(0))
        ensure(
            key, name: all.text(OrderLine.nameNames) ?? "", category: all.text(OrderLine.categoryNames),
            price: all.fen(OrderLine.priceNames),
            time: item.event.time.milliseconds, &known)
    }

    /// Writes orders, lines, refunds and products.
    mutating func apply(in tx: any SQLTransaction) throws {
        try products.apply(in: tx)
        guard !changes.isEmpty else { return }
        let keys = Set(changes.map(\.key)).sorted { ($0.scope, $0.id) < ($1.scope, $1.id) }
        var stored = try OrderTable.read(keys, in: tx)
        let before = stored.mapValues(\.record)
        var fresh: [ProductKey: OrderRecord] = [:]
        for change in changes {
            var record = stored[change.key]?.record ?? fresh[change.key] ?? OrderRecord(change)
            record.apply(change)
            if stored[change.key] != nil { stored[change.key]?.record = record } else { fresh[change.key] = record }
        }
        let new = keys.compactMap { fresh[$0] }
        let first = new.isEmpty ? 0 : try tx.take(Int64(new.count), from: "purchase")
        var rows = new.enumerated().map { OrderTable.Row(id: first + Int64($0), record: $1) }
        rows += keys.compactMap { key in stored[key].flatMap { $0.record == before[key] ? nil : $0 } }
        try OrderTable.write(rows, in: tx)
    }
}

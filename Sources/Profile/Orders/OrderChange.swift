import Vocabulary

/// What one event says about one order.
struct OrderChange: Sendable {
    /// Money that went back.
    struct Refund: Sendable, Equatable {
        /// The sender's id of the refund.
        var externalID: String
        /// In fen; nil for all that is left of the order.
        var amount: Int64?
        var reason: String
    }

    var key: ProductKey
    var status: OrderStatus?
    var time: Int64
    var leaf: UInt32
    var source: Int32
    var total: Int64?
    var discount: Int64?
    var shipping: Int64?
    var currency: String?
    /// The complete lines, or one line of a line event; nil when nothing is said.
    var lines: [OrderLine]?
    var isSingleLine = false
    /// What the lines say of their products' categories, by product id.
    var categories: [String: String] = [:]
    var refund: Refund?
    var placedAt: Int64?
    var paidAt: Int64?
    var origin: String?

    private static let idNames = ["order_id", "orderId", "orderID", "order_no", "order_number", "order_sn", "trade_no"]
    private static let scopeNames = ["scope", "shop_id", "shop"]
    private static let totalNames = [
        "total", "order_total", "order_amount", "actual_amount", "order_actual_amount", "pay_amount", "total_amount", "revenue", "value",
        "amount",
    ]

    /// Reads an event; nil when it names no order.
    init?(_ item: ResolvedEvent, _ action: OrderAction, zone: TimeZoneRules) {
        let event = item.event
        guard let value = try? JSONValue(parsing: event.properties) else { return nil }
        let properties = Properties(value: value, zone: zone)
        guard let id = properties.text(Self.idNames) else { return nil }
        key = ProductKey(scope: properties.text(Self.scopeNames) ?? "", id: id)
        status = action.status
        time = event.time.milliseconds
        leaf = item.leaf.rawValue
        source = event.source
        currency = properties.text(["currency", "$currency"])
        origin = event.facts.origin ?? event.facts.utmSource
        placedAt = properties.time(["placed_at", "placedAt", "created_at", "order_time"])
        paidAt = properties.time(["paid_at", "paidAt", "pay_time"])
        if action == .refund {
            readRefund(properties, event)
            return
        }
        discount = properties.fen(["discount", "discount_amount", "total_discount"])
        shipping = properties.fen(["shipping", "freight", "transportation_costs", "shipping_amount"])
        if action == .line {
            isSingleLine = true
            lines = OrderLine(properties, isNested: false).map { [$0] }
            takeCategory(properties, lines?.first)
            return
        }
        if action == .update, let word = properties.text(["status", "order_status"]) { status = OrderStatus(word: word) }
        if let list = (value["products"] ?? value["items"] ?? value["lines"])?.array {
            lines = list.compactMap { item in
                let item = Properties(value: item)
                let line = OrderLine(item, isNested: true)
                takeCategory(item, line)
                return line
            }
        } else if properties.text(OrderLine.idNames) != nil, let line = OrderLine(properties, isNested: false) {
            lines = [line]
            takeCategory(properties, line)
            isSingleLine = action == .update
        }
        total = properties.fen(Self.totalNames) ?? event.facts.amountFen.flatMap { $0.magnitude <= Properties.most ? $0 : nil }
        if total == nil, let lines, !lines.isEmpty, !isSingleLine {
            total = lines.reduce(0) { $0 + $1.amount.fen } - (discount ?? 0) + (shipping ?? 0)
        }
        if let refunded = properties.fen(["refunded", "refunded_amount"]), refunded > 0 {
            refund = Refund(externalID: "order", amount: refunded, reason: "")
        }
    }

    private mutating func takeCategory(_ properties: Properties, _ line: OrderLine?) {
        if let line, let category = properties.text(OrderLine.categoryNames) { categories[line.productID] = category }
    }

    private mutating func readRefund(_ properties: Properties, _ event: IncomingEvent) {
        let fallback = event.messageID ?? String(event.dedupeKey.high, radix: 16) + String(event.dedupeKey.low, radix: 16)
        refund = Refund(
            externalID: properties.text(["refund_id", "refundId", "refund_no"]).flatMap { $0.utf8.count <= 255 ? $0 : nil } ?? fallback,
            amount: properties.fen(["refund_amount", "refund", "refunded", "amount", "total", "revenue", "value"]).map { abs($0) },
            reason: properties.text(["reason", "refund_reason"]) ?? "")
    }
}

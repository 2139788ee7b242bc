import Vocabulary

extension RecordBuilder {
    /// One line of an order with its values.
    struct OrderLine {
        var row: ImportRow
        var values: RowValues
    }

    /// The order id of a row.
    func orderID(_ values: RowValues) throws(RowFault) -> String {
        guard let id = values.text(.orderID) else { throw RowFault(.missingOrderID) }
        guard id.utf8.count <= 255 else { throw RowFault(.identifierTooLong, "The order id.") }
        return id
    }

    /// The order id of a row that may be unusable otherwise.
    func rawOrderID(_ row: ImportRow) -> String? {
        row.fields.first { mapping.field(of: $0.name) == .orderID }?.value.plainText?.trimmed
    }

    /// The events of one order, its lines together: Order Placed, and as far as it got Order Paid, Shipped, Completed, Refunded or Cancelled, in the form of
    /// Segment's e-commerce specification, amounts in yuan.
    func order(_ id: String, _ lines: [OrderLine]) throws(RowFault) -> [IncomingEvent] {
        guard let first = lines.first else { return [] }
        let status = try status(lines)
        var identifiers: [Identifier] = []
        for line in lines {
            for identifier in line.values.identifiers where !identifiers.contains(identifier) { identifiers.append(identifier) }
        }
        guard !identifiers.isEmpty else { throw RowFault(.noIdentifier) }
        let placedAt = try earliest(.placedAt, lines)
        let paidAt = try earliest(.paidAt, lines)
        guard let placed = placedAt ?? paidAt else { throw RowFault(.missingTime) }

        let items = try items(lines)
        let discount = try amount(.discount, lines) ?? 0
        let shipping = try amount(.shipping, lines) ?? 0
        let total = try amount(.total, lines) ?? items.total - discount + shipping
        let refunded = try amount(.refunded, lines) ?? (status == .refunded ? total : 0)

        var order = JSONObject([
            .init("order_id", .string(id)), .init("status", .string(status.rawValue)), .init("currency", "CNY"),
            .init("total", Self.yuan(total)), .init("discount", Self.yuan(discount)), .init("shipping", Self.yuan(shipping)),
        ])
        if !options.scope.isEmpty { order["shop"] = .string(options.scope) }
        if !items.products.isEmpty { order["products"] = .array(items.products) }
        for member in first.values.members where order[member.name] == nil { order[member.name] = member.value }

        func event(_ name: String, _ part: String, _ time: Instant, _ properties: JSONObject, _ fen: Int64?) -> IncomingEvent {
            var event = make(name, "import-\(importID)-\(first.row.number)-\(part)", time)
            event.identifiers = identifiers
            event.properties = JSONValue.object(properties).bytes
            event.facts.amountFen = fen
            return event
        }
        var short = JSONObject([.init("order_id", .string(id)), .init("currency", "CNY")])
        if !options.scope.isEmpty { short["shop"] = .string(options.scope) }

        var events: [IncomingEvent] = []
        var step = order
        step["status"] = .string(OrderStatus.placed.rawValue)
        events.append(event("Order Placed", "placed", placed, step, total))
        let paid = max(paidAt ?? placed, placed)
        if status.isPaid || paidAt != nil {
            step["status"] = .string(OrderStatus.paid.rawValue)
            events.append(event("Order Paid", "paid", paid, step, total))
        }
        // How far it got besides; the file does not say when.
        if status == .shipped || status == .completed {
            step["status"] = .string(status.rawValue)
            events.append(event(status == .shipped ? "Order Shipped" : "Order Completed", status.rawValue, paid, step, nil))
        }
        if refunded > 0 {
            var refund = short
            refund["total"] = Self.yuan(refunded)
            refund["refund_id"] = .string("import-\(id)")
            refund["status"] = .string(status.rawValue)
            events.append(event("Order Refunded", "refunded", paid, refund, refunded))
        }
        if status == .cancelled { events.append(event("Order Cancelled", "cancelled", paid, short, nil)) }
        return events
    }

    private func status(_ lines: [OrderLine]) throws(RowFault) -> OrderStatus {
        for line in lines {
            guard let text = line.values.text(.status) else { continue }
            guard let status = OrderStatus(written: text) else { throw RowFault(.unknownStatus, "“\(text.prefix(40))”.") }
            return status
        }
        // Without a status, an order whose time of payment is known was paid; a file of orders without either is one of paid orders.
        return mapping.has(.paidAt) && lines.allSatisfy({ $0.values.text(.paidAt) == nil }) ? .placed : .paid
    }

    private func earliest(_ field: ImportField, _ lines: [OrderLine]) throws(RowFault) -> Instant? {
        var result: Instant?
        for line in lines {
            guard let time = try line.values.time(field, zone: zone, latest: latest) else { continue }
            result = result.map { min($0, time) } ?? time
        }
        return result
    }

    /// An amount of the whole order: it stands in its first line, or the same in each.
    private func amount(_ field: ImportField, _ lines: [OrderLine]) throws(RowFault) -> Int64? {
        for line in lines { if let amount = try line.values.amount(field, inFen: options.amountsInFen) { return amount } }
        return nil
    }

    private func items(_ lines: [OrderLine]) throws(RowFault) -> (products: [JSONValue], total: Int64) {
        var products: [JSONValue] = []
        var total: Int64 = 0
        for line in lines {
            let id = line.values.text(.productID)
            let name = line.values.text(.productName)
            guard id != nil || name != nil else { continue }
            var quantity: Int64 = 1
            if let text = line.values.text(.quantity) {
                guard let number = Double(text), let whole = Int64(exactly: number), (1...1_000_000).contains(whole) else {
                    throw RowFault(.invalidQuantity, "“\(text.prefix(40))”.")
                }
                quantity = whole
            }
            let price = try line.values.amount(.price, inFen: options.amountsInFen)
            let (amount, overflow) = (price ?? 0).multipliedReportingOverflow(by: quantity)
            let (sum, carry) = total.addingReportingOverflow(amount)
            guard !overflow, !carry, sum.magnitude < 1_000_000_000_000_000 else { throw RowFault(.invalidAmount) }
            total = sum
            var product = JSONObject([.init("product_id", .string(id ?? name ?? "")), .init("quantity", .int(quantity))])
            if let name { product["name"] = .string(name) }
            if let category = line.values.text(.category) { product["category"] = .string(category) }
            if let price { product["price"] = Self.yuan(price) }
            products.append(.object(product))
        }
        return (products, total)
    }
}

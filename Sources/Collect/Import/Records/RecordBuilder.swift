import Vocabulary

/// Makes events of rows: whatever a file holds travels the one path.
struct RecordBuilder: Sendable {
    let importID: Int64
    let mapping: ImportMapping
    let options: ImportOptions
    let zone: TimeZoneRules
    /// What the columns look like, by name.
    let kinds: [String: ColumnKind]
    /// Source of the events.
    let source: Int32
    /// When the file was uploaded: the time of records that have none, the same however often the file is read.
    let uploadedAt: Instant
    /// Now: when the events are received.
    let now: Instant

    /// Times beyond are refused.
    var latest: Instant { now.adding(milliseconds: 86_400_000) }

    /// Checks that the mapping has what its target needs; throws `bad_request` saying what is missing.
    func check() throws(LianluError) {
        func need(_ met: Bool, _ what: String, _ hint: String) throws(LianluError) {
            if !met { throw LianluError(.badRequest, "The mapping has no \(what).", hint: hint) }
        }
        switch mapping.target {
        case .events:
            try need(mapping.has(.event) || options.event != nil, "event name", "Map a column to event, or set the option event.")
            try need(mapping.has(.time), "time", "Map a column to time.")
            try need(mapping.identifies, "identifier", "Map a column to user_id, phone, email, unionid or anonymous_id.")
        case .customers: try need(mapping.identifies, "identifier", "Map a column to user_id, phone, email, unionid or member_id.")
        case .orders:
            try need(mapping.has(.orderID), "order id", "Map a column to order_id.")
            try need(mapping.has(.placedAt) || mapping.has(.paidAt), "time", "Map a column to placed_at or paid_at.")
            try need(mapping.identifies, "identifier", "Map a column to user_id or phone.")
        case .leads: try need(mapping.identifies, "identifier", "Map a column to phone, or another identifier.")
        case .products: try need(mapping.has(.productID), "product id", "Map a column to product_id.")
        }
    }

    /// The values of a row.
    func values(_ row: ImportRow) throws(RowFault) -> RowValues { try RowValues(row, mapping, kinds, scope: options.scope) }

    /// The event of one row of events, customers or products.
    func event(_ row: ImportRow) throws(RowFault) -> IncomingEvent {
        let values = try values(row)
        switch mapping.target {
        case .events: return try behaviour(values, row.number)
        case .customers: return try customer(values, row.number)
        case .products: return try product(values, row.number)
        case .leads: return try lead(values, row.number)
        case .orders: throw RowFault(.unreadable)
        }
    }

    private func behaviour(_ values: RowValues, _ row: Int) throws(RowFault) -> IncomingEvent {
        guard let name = values.text(.event) ?? options.event else { throw RowFault(.missingEvent) }
        guard name.count <= 255, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw RowFault(.invalidEvent, String(name.prefix(40)))
        }
        guard name != IncomingEvent.leadImported else { throw RowFault(.invalidEvent, "Import the file as leads instead.") }
        guard let time = try values.time(.time, zone: zone, latest: latest) else { throw RowFault(.missingTime) }
        let message = values.text(.messageID)
        guard (message?.utf8.count ?? 0) <= 255 else { throw RowFault(.invalidMessageID) }
        var event = make(name, message ?? "import-\(importID)-\(row)", time)
        event.identifiers = try values.someone()
        event.commands = values.traits
        event.properties = JSONValue.object(JSONObject(values.members)).bytes
        event.facts.amountFen = amount(values.members)
        return event
    }

    /// Money of an ordinary event, by the names of its properties.
    private func amount(_ members: [JSONObject.Member]) -> Int64? {
        for name in ["revenue", "total", "amount", "金额"] {
            if let text = members.first(where: { $0.name == name })?.value.plainText, let money = Money(yuan: text) {
                return options.amountsInFen ? money.fen / 100 : money.fen
            }
        }
        return nil
    }

    private func customer(_ values: RowValues, _ row: Int) throws(RowFault) -> IncomingEvent {
        let time = try values.time(.time, zone: zone, latest: latest)
        var event = make("$identify", "import-\(importID)-\(row)", time ?? uploadedAt)
        event.identifiers = try values.someone()
        event.commands = values.traits + values.tags.map { .tag(name: $0, group: options.tagGroup, on: true) }
        return event
    }

    private func product(_ values: RowValues, _ row: Int) throws(RowFault) -> IncomingEvent {
        guard let id = values.text(.productID) else { throw RowFault(.missingProductID) }
        guard id.utf8.count <= 255 else { throw RowFault(.identifierTooLong, "The product id.") }
        var attributes = JSONObject()
        if let name = values.text(.productName) { attributes["name"] = .string(name) }
        if let category = values.text(.category) { attributes["category"] = .string(category) }
        if let price = try values.amount(.price, inFen: options.amountsInFen) { attributes["price"] = Self.yuan(price) }
        for member in values.members where attributes[member.name] == nil { attributes[member.name] = member.value }
        var event = make("$item", "import-\(importID)-\(row)", uploadedAt)
        event.commands = [.product(scope: options.scope, id: id, attributes: JSONValue.object(attributes).bytes)]
        return event
    }

    /// An event of this import with that message id.
    func make(_ name: String, _ message: String, _ time: Instant) -> IncomingEvent {
        var id = message
        let key = id.withUTF8 { KeyStep.key(source, 1, $0) }
        var event = IncomingEvent(
            name: name, dedupeKey: key, source: source, channel: options.channel, trust: .trusted, time: time, receivedAt: now)
        event.messageID = message
        return event
    }

    /// Fen as a JSON number of yuan.
    static func yuan(_ fen: Int64) -> JSONValue { fen % 100 == 0 ? .int(fen / 100) : .double(Double(fen) / 100) }
}

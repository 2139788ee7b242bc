import Vocabulary

/// An order as it is built up from events in whatever order they arrive; a value-type state machine without I/O.
struct OrderRecord: Sendable, Equatable {
    /// Money that went back.
    struct Refund: Sendable, Equatable {
        /// In fen; -1 for all that is left of the order.
        var amount: Int64
        var time: Int64
        var reason: String
    }

    var key: ProductKey
    var leaf: UInt32
    /// How far it came, refunds apart.
    var progress = OrderStatus.placed
    var placedAt: Int64
    var paidAt: Int64?
    var currency = "CNY"
    var total: Int64 = 0
    var discount: Int64 = 0
    var shipping: Int64 = 0
    var origin: String?
    var source: Int32
    /// Time of the newest event whose amounts count; 0 before any.
    var amountsAt: Int64 = 0
    /// Time of the newest event whose lines count; 0 before any.
    var linesAt: Int64 = 0
    var lines: [OrderLine] = []
    var refunds: [String: Refund] = [:]

    /// Where it stands: refunded once everything went back, else as far as it came.
    var status: OrderStatus {
        if progress == .cancelled || refunds.isEmpty { return progress }
        let isWhole = refunds.values.contains { $0.amount < 0 }
        return isWhole || (total > 0 && refunded >= total) ? .refunded : progress
    }

    /// What went back altogether, in fen.
    var refunded: Int64 {
        let stated = refunds.values.reduce(0) { $0 + max($1.amount, 0) }
        return refunds.values.contains { $0.amount < 0 } ? max(total, stated) : stated
    }

    /// An order nobody heard of before; apply the change next.
    init(_ change: OrderChange) {
        self.init(key: change.key, leaf: change.leaf, placedAt: change.placedAt ?? change.time, source: change.source)
    }

    /// An order with nothing told yet.
    init(key: ProductKey, leaf: UInt32, placedAt: Int64, source: Int32) {
        self.key = key
        self.leaf = leaf
        self.placedAt = placedAt
        self.source = source
    }

    /// Takes in what one event says. An order only moves on; amounts and lines come from the newest event that states them, and an older one
    /// only fills in what is missing.
    mutating func apply(_ change: OrderChange) {
        if leaf == 0 { leaf = change.leaf }
        if origin == nil { origin = change.origin }
        placedAt = min(placedAt, change.placedAt ?? change.time)
        if let status = change.status {
            if status == .refunded {
                if refunds.isEmpty { refunds["order"] = Refund(amount: -1, time: change.time, reason: "") }
            } else if status.rank > progress.rank {
                progress = status
            }
        }
        takePaidAt(change)
        takeAmounts(change)
        takeLines(change)
        if let refund = change.refund {
            refunds[refund.externalID] = Refund(amount: refund.amount ?? -1, time: change.time, reason: refund.reason)
        }
    }

    /// Paid when the sender says so; a shipped or completed order was paid by then at the latest.
    private mutating func takePaidAt(_ change: OrderChange) {
        switch change.status {
        case .paid, .shipped, .completed: paidAt = min(paidAt ?? .max, change.paidAt ?? change.time)
        default: if let stated = change.paidAt { paidAt = min(paidAt ?? .max, stated) }
        }
    }

    private mutating func takeAmounts(_ change: OrderChange) {
        let isNewest = change.time >= amountsAt
        if let value = change.total, isNewest || total == 0 { total = value }
        if let value = change.discount, isNewest || discount == 0 { discount = value }
        if let value = change.shipping, isNewest || shipping == 0 { shipping = value }
        guard change.total != nil || change.discount != nil || change.shipping != nil else { return }
        if let value = change.currency, isNewest { currency = value }
        amountsAt = max(amountsAt, change.time)
    }

    private mutating func takeLines(_ change: OrderChange) {
        guard let new = change.lines, !new.isEmpty else { return }
        let isNewest = change.time >= linesAt
        if !change.isSingleLine {
            if isNewest || lines.isEmpty { lines = new }
        } else {
            for line in new {
                if let place = lines.firstIndex(where: { $0.productID == line.productID }) {
                    if isNewest { lines[place] = line }
                } else {
                    lines.append(line)
                }
            }
        }
        linesAt = max(linesAt, change.time)
    }
}

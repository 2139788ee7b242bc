public import Vocabulary

/// An order as shown.
public struct Order: Sendable {
    /// Money that went back.
    public struct Refund: Sendable, Equatable {
        /// The sender's id.
        public var externalID: String
        /// How much.
        public var amount: Money
        /// When.
        public var time: Instant
        /// Why.
        public var reason: String
    }

    /// Our number.
    public var id: Int64
    /// The shop's scope and number.
    public var key: ProductKey
    /// Who ordered; nil when nobody is known or the person was erased.
    public var customer: LeafNumber?
    /// Where it stands.
    public var status: OrderStatus
    /// When it was placed.
    public var placedAt: Instant
    /// When it was paid.
    public var paidAt: Instant?
    /// ISO code ("CNY").
    public var currency: String
    /// What the customer owes altogether.
    public var total: Money
    /// Taken off, already inside ``total``.
    public var discount: Money
    /// Freight, already inside ``total``.
    public var shipping: Money
    /// What went back.
    public var refunded: Money
    /// What brought the order.
    public var origin: String?
    /// The source that told us.
    public var source: Int32
    /// Its lines.
    public var lines: [OrderLine] = []
    /// Its refunds.
    public var refunds: [Refund] = []

    /// What stays: nothing of a cancelled order, else the total without refunds.
    public var net: Money { status == .cancelled ? Money(fen: 0) : total - refunded }
}

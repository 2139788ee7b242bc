public import Vocabulary

/// What the order list is asked for.
public struct OrderQuery: Sendable {
    /// Placed at or after; nil for no limit.
    public var from: Instant?
    /// Placed before; nil for no limit.
    public var to: Instant?
    /// Only with this status.
    public var status: OrderStatus?
    /// Start of the shop's order number; "" for all.
    public var text = ""
    /// Only of this customer.
    public var customer: LeafNumber?
    /// Who may be seen.
    public var scope = CustomerScope.all
    /// How many, 1...500.
    public var limit = 50
    /// The `next` of the page before.
    public var after: String?

    /// All orders, newest first.
    public init() {}
}

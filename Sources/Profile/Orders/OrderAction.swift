/// What an event means for an order or a product.
public enum OrderAction: String, Sendable, CaseIterable {
    /// The order was placed.
    case place
    /// It was paid.
    case pay
    /// It was shipped.
    case ship
    /// The customer has it.
    case complete
    /// It was called off.
    case cancel
    /// Money went back, all or part of it.
    case refund
    /// Its particulars changed; a `status` property may say more.
    case update
    /// One line of the order (神策 sends one event per line).
    case line
    /// A product was shown or put in a cart: it exists.
    case product

    /// The status the action leads to; nil when it leads to none by itself.
    var status: OrderStatus? {
        switch self {
        case .place: .placed
        case .pay: .paid
        case .ship: .shipped
        case .complete: .completed
        case .cancel: .cancelled
        case .refund, .update, .line, .product: nil
        }
    }
}

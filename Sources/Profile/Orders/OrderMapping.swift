/// Which events are about orders and products; configurable per deployment.
public struct OrderMapping: Sendable, Equatable {
    /// The action of each event name.
    public var actions: [String: OrderAction]

    /// A mapping of these names.
    public init(_ actions: [String: OrderAction]) { self.actions = actions }

    /// Segment's e-commerce events, 神策's presets, and Lianlu's own `$order`.
    public static let standard = OrderMapping([
        "$order": .update,
        // Segment (RudderStack, PostHog)
        "Order Placed": .place, "Order Paid": .pay, "Order Shipped": .ship, "Order Completed": .complete, "Order Updated": .update,
        "Order Cancelled": .cancel, "Order Canceled": .cancel, "Order Refunded": .refund,
        "Product Viewed": .product, "Product Clicked": .product, "Product Added": .product,
        // 神策
        "SubmitOrder": .place, "SubmitOrderDetail": .line, "PayOrder": .pay, "PayOrderDetail": .line, "ShipOrder": .ship,
        "ReceiveOrder": .complete, "ConfirmOrder": .complete, "ReceiveOrderDetail": .line, "CancelOrder": .cancel,
        "ReturnOrder": .refund, "RefundOrder": .refund,
        "CommodityDetail": .product, "commodityDetail": .product, "AddToShoppingCart": .product, "addToShoppingcart": .product,
        "addToShoppingCart": .product,
        "submitOrder": .place, "submitOrderDetail": .line, "payOrder": .pay, "payOrderDetail": .line, "receiveOrder": .complete,
        "confirmOrder": .complete, "cancelOrder": .cancel, "returnOrder": .refund, "refundOrder": .refund,
    ])
}

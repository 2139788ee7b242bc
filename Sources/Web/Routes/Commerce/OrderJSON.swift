import Profile
import Vocabulary

/// Orders and products as the API shows them.
struct OrderJSON: Sendable {
    let mask: Mask
    let names: [LeafNumber: String]
    let sourceNames: [Int32: String]

    func order(_ order: Order) -> JSONValue {
        [
            "id": .int(order.id), "externalId": .string(order.key.id), "scope": .string(order.key.scope),
            "customer": customer(order.customer),
            "status": .string(order.status.rawValue), "placedAt": .time(order.placedAt), "paidAt": .time(order.paidAt),
            "currency": .string(order.currency), "totalFen": .int(order.total.fen), "discountFen": .int(order.discount.fen),
            "shippingFen": .int(order.shipping.fen), "refundedFen": .int(order.refunded.fen), "netFen": .int(order.net.fen),
            "origin": .optional(order.origin), "source": .int(Int64(order.source)), "sourceName": .optional(sourceNames[order.source]),
            "items": .array(
                order.lines.map { line in
                    [
                        "productId": .string(line.productID), "name": .string(line.name), "quantity": .int(line.quantity),
                        "priceFen": .int(line.price.fen), "amountFen": .int(line.amount.fen),
                    ]
                }),
            "refunds": .array(
                order.refunds.map { refund in
                    [
                        "externalId": .string(refund.externalID), "amountFen": .int(refund.amount.fen), "time": .time(refund.time),
                        "reason": .string(mask.text(refund.reason)),
                    ]
                }),
        ]
    }

    static func summary(_ summary: OrderSummary) -> JSONValue {
        [
            "orders": .int(summary.orders), "gmvFen": .int(summary.gmv.fen), "refundedFen": .int(summary.refunded.fen),
            "netRevenueFen": .int(summary.netRevenue.fen),
        ]
    }

    static func product(_ product: Product) -> JSONValue {
        [
            "id": .int(product.id), "externalId": .string(product.key.id), "scope": .string(product.key.scope),
            "name": .string(product.name),
            "category": .string(product.category), "priceFen": .optional(product.price?.fen), "status": .string(product.status),
            "attributes": product.attributes, "orders": .int(product.orders), "quantity": .int(product.quantity),
        ]
    }

    static func category(_ category: ProductCategory, withFigures: Bool) -> JSONValue {
        [
            "category": .string(category.name), "products": .int(category.products),
            "orders": withFigures ? .int(category.orders) : .null, "quantity": withFigures ? .int(category.quantity) : .null,
        ]
    }

    private func customer(_ number: LeafNumber?) -> JSONValue {
        guard let number else { return .null }
        return [
            "id": .string(number.description), "number": .int(Int64(number.rawValue)),
            "name": .optional(names[number].map { mask.text($0) }),
        ]
    }
}

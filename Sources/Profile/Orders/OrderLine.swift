public import Vocabulary

/// One line of an order.
public struct OrderLine: Sendable, Equatable {
    /// The shop's product id.
    public var productID: String
    /// Name at the time of the order.
    public var name: String
    /// How many.
    public var quantity: Int64
    /// Price of one.
    public var price: Money
    /// Price of all.
    public var amount: Money

    /// Makes a line from its parts.
    public init(productID: String, name: String, quantity: Int64, price: Money, amount: Money) {
        self.productID = productID
        self.name = name
        self.quantity = quantity
        self.price = price
        self.amount = amount
    }

    static let idNames = ["product_id", "productId", "productID", "sku", "commodity_id", "item_id", "goods_id"]
    static let nameNames = ["product_name", "commodity_name", "goods_name", "name", "title"]
    static let categoryNames = ["category", "product_category", "category_name", "first_commodity"]
    static let priceNames = ["price", "present_price", "unit_price", "original_price"]

    /// A line from an object of a `products` list, or (not `isNested`) from the properties of an event that is about the order too;
    /// nil without a product.
    init?(_ properties: Properties, isNested: Bool) {
        let id = properties.text(isNested ? Self.idNames + ["id"] : Self.idNames)
        let name = properties.text(Self.nameNames)
        guard let productID = id ?? name, productID.utf8.count <= 255 else { return nil }
        let quantity = min(
            max(properties.count(["quantity", "commodity_quantity", "goods_quantity", "count", "num"]) ?? 1, 0), 1_000_000_000)
        let amount = properties.fen(["line_total", "total_price_of_commodity"] + (isNested ? ["amount", "subtotal", "total"] : []))
        let price = properties.fen(Self.priceNames) ?? amount.map { quantity > 0 ? $0 / quantity : $0 } ?? 0
        let (product, overflow) = price.multipliedReportingOverflow(by: quantity)
        let computed = overflow || product.magnitude > Properties.most ? 0 : product
        self.init(
            productID: productID, name: name ?? "", quantity: quantity, price: Money(fen: price),
            amount: Money(fen: amount ?? computed))
    }
}

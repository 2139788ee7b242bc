/// What the product list is asked for.
public struct ProductQuery: Sendable {
    /// Start of a name or of the shop's number; "" for all.
    public var text = ""
    /// Only of this category; "" = those without one, nil = all.
    public var category: String?

    /// All products, newest first.
    public init() {}
}

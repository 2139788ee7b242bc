/// What a product is known by: the shop's own id within a scope (shop, catalogue; "" when there is one only).
public struct ProductKey: Hashable, Sendable {
    /// The shop or catalogue.
    public var scope: String
    /// The shop's id.
    public var id: String

    /// Makes a key.
    public init(scope: String = "", id: String) {
        self.scope = scope
        self.id = id
    }
}

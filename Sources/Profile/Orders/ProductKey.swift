/// What a product is known by: the shop's own id within a scope (shop, catalogue; "" when there is one only).
public struct ProductKey: Hashable, Sendable {
    /// The shop or catalogue.
    public var scope: String
    /// The shop's id.
    public var id: String

    /// Whether both parts are short enough to be indexed: 255 bytes each, and an id at all.
    var isUsable: Bool { !id.isEmpty && id.utf8.count <= 255 && scope.utf8.count <= 255 }

    /// Makes a key.
    public init(scope: String = "", id: String) {
        self.scope = scope
        self.id = id
    }
}

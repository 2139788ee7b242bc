public import Vocabulary

/// What a column means.
public enum ImportField: Hashable, Sendable {
    case event
    case time
    case identifier(IdentifierKind)
    case messageID
    case property(String)
    case trait(String)
    case tag
    case orderID
    case status
    case placedAt
    case paidAt
    case total
    case discount
    case shipping
    case refunded
    case productID
    case productName
    case quantity
    case price
    case category
    case attribute(String)
    case personName
    case region
    case note
    case origin

    /// Kinds a column may hold.
    static let identifierKinds: [IdentifierKind] = [
        .userID, .anonymousID, .deviceID, .phone, .email, .unionID, .openID, .externalUserID, .memberID,
    ]

    private static let plain: [(name: String, field: ImportField, targets: Set<ImportTarget>)] = [
        ("event", .event, [.events]), ("time", .time, [.events, .customers, .leads]), ("message_id", .messageID, [.events]),
        ("tag", .tag, [.customers]),
        ("order_id", .orderID, [.orders]), ("status", .status, [.orders]), ("placed_at", .placedAt, [.orders]),
        ("paid_at", .paidAt, [.orders]),
        ("total", .total, [.orders]), ("discount", .discount, [.orders]), ("shipping", .shipping, [.orders]),
        ("refunded", .refunded, [.orders]),
        ("product_id", .productID, [.orders, .products]), ("product_name", .productName, [.orders]), ("name", .productName, [.products]),
        ("quantity", .quantity, [.orders]), ("price", .price, [.orders, .products]), ("category", .category, [.orders, .products]),
        ("name", .personName, [.leads]), ("product", .productName, [.leads]), ("region", .region, [.leads]), ("note", .note, [.leads]),
        ("origin", .origin, [.leads]),
    ]

    /// The field of that name ("order_id", "trait:city", "identifier:openid"), or nil when that target has none.
    public init?(name: String, target: ImportTarget) {
        if let found = Self.plain.first(where: { $0.name == name && $0.targets.contains(target) }) {
            self = found.field
            return
        }
        if target != .products, let kind = Self.identifierKinds.first(where: { $0.rawValue == name }) {
            self = .identifier(kind)
            return
        }
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, parts[1].utf8.count <= 255 else { return nil }
        switch (parts[0], target) {
        case ("property", .events), ("property", .orders), ("property", .leads): self = .property(parts[1])
        case ("trait", .customers), ("trait", .events): self = .trait(parts[1])
        case ("attribute", .products): self = .attribute(parts[1])
        case ("identifier", .events), ("identifier", .customers), ("identifier", .orders), ("identifier", .leads):
            self = .identifier(IdentifierKind(parts[1]))
        default: return nil
        }
    }

    /// The name in the API.
    public func name(in target: ImportTarget) -> String {
        switch self {
        case .identifier(let kind): Self.identifierKinds.contains(kind) ? kind.rawValue : "identifier:\(kind)"
        case .property(let name): "property:\(name)"
        case .trait(let name): "trait:\(name)"
        case .attribute(let name): "attribute:\(name)"
        default: Self.plain.first { $0.field == self && $0.targets.contains(target) }?.name ?? ""
        }
    }

    /// The names a target has, for help and errors.
    public static func names(of target: ImportTarget) -> [String] {
        var names = plain.filter { $0.targets.contains(target) }.map(\.name)
        if target != .products { names += identifierKinds.map(\.rawValue) }
        switch target {
        case .events: names += ["property:<name>", "trait:<name>"]
        case .customers: names.append("trait:<name>")
        case .orders, .leads: names.append("property:<name>")
        case .products: names.append("attribute:<name>")
        }
        return names
    }
}

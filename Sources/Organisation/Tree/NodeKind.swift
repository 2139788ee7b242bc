/// The levels of the organisation, outermost first.
public enum NodeKind: String, CaseIterable, Sendable, Hashable {
    case brand
    case region
    case dealer
    case store

    /// How deep: 0 for the brand.
    public var rank: Int {
        switch self {
        case .brand: 0
        case .region: 1
        case .dealer: 2
        case .store: 3
        }
    }
}

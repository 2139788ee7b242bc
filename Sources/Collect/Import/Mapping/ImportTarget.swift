/// What the rows of a file are.
public enum ImportTarget: String, Sendable, CaseIterable {
    case events, customers, orders, products, leads
}

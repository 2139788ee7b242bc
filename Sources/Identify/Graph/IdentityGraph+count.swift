import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// How many customers there are: components with at least one identifier.
    public var customerCount: Int { components.withLock { $0.customerCount } }

    /// Whether a customer has any identifier stronger than a device or anonymous id; otherwise it is a visitor.
    public func isKnown(_ customer: LeafNumber) -> Bool {
        components.withLock { components in
            guard Int(customer.rawValue) <= components.count else { return false }
            var known = false
            components.forEachKey(of: components.canonical(of: customer.rawValue)) { key in
                known = components.mark(of: key).map { $0.strength >= .medium } ?? false
                return !known
            }
            return known
        }
    }
}

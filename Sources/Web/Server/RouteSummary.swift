package import Organisation

/// One route as tests see it.
package struct RouteSummary: Sendable, Hashable {
    /// "GET".
    package var method: String
    /// "/api/customers/{id}".
    package var path: String
    /// The permission it needs, when it needs one.
    package var permission: Permission?
    /// Whether it needs no credentials.
    package var isOpen: Bool
}

extension Access {
    /// The permission it needs, when it needs one.
    var permission: Permission? {
        if case .needs(let permission) = self { permission } else { nil }
    }
}

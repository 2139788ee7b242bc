import Organisation

/// Who may call a route; declared with the route.
enum Access: Sendable, Hashable {
    /// Anybody.
    case open
    /// Anybody, as visitors of public pages come: under a generous limit of their own.
    case visitor
    /// Anybody who is signed in or has a key.
    case signedIn
    /// Whoever has that permission.
    case needs(Permission)
}

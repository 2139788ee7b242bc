import Organisation

/// Who may call a route; declared with the route.
enum Access: Sendable, Hashable {
    /// Anybody.
    case open
    /// Anybody who is signed in or has a key.
    case signedIn
    /// Whoever has that permission.
    case needs(Permission)
}

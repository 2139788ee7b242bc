/// Whose customers somebody sees: everybody's, or those of one part of the organisation and below.
public enum DataScope: Sendable, Hashable {
    /// Everybody.
    case all
    /// Customers attached to the node with this path ("/1/4/") or to one below it.
    case subtree(path: String)
    /// Nobody: a role that needs a place in the organisation has none.
    case nobody

    /// The path of the node, or nil when not bounded by one.
    public var path: String? {
        if case .subtree(let path) = self { path } else { nil }
    }

    /// Whether a node with that path lies inside.
    public func contains(path other: String) -> Bool {
        switch self {
        case .all: true
        case .subtree(let path): other.hasPrefix(path)
        case .nobody: false
        }
    }
}

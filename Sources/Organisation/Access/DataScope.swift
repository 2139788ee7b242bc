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

    /// Whether it leaves nothing of the organisation out: everybody, or the brand at the root with all that is below it.
    public var isWhole: Bool {
        switch self {
        case .all: true
        case .subtree(let path): path.utf8.count(where: { $0 == UInt8(ascii: "/") }) <= 2
        case .nobody: false
        }
    }

    /// The path of the node, or nil for the whole (and for nobody).
    public var part: String? { isWhole ? nil : path }

    /// Whether a node with that path lies inside.
    public func contains(path other: String) -> Bool {
        switch self {
        case .all: true
        case .subtree(let path): other.hasPrefix(path)
        case .nobody: false
        }
    }

    /// Whether somebody placed there belongs to it; no place is the whole organisation.
    public func holds(_ place: String?) -> Bool { isWhole || (place.map { contains(path: $0) } ?? false) }
}

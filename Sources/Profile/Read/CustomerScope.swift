import Identify
import Storage
import Vocabulary

/// Which customers somebody may see: all, or those attached to a subtree of the organisation.
public struct CustomerScope: Sendable, Equatable {
    /// Path of the topmost node ("/1/4/"); nil for everything.
    public var path: String?

    /// Everything.
    public static let all = CustomerScope(path: nil)

    /// Everything at and under the node of that path.
    public init(path: String?) { self.path = path }

    /// The leaves attached inside the scope; nil for no limit.
    func attachedLeaves(in tx: any SQLTransaction) throws -> [UInt32]? {
        guard let path else { return nil }
        return try tx.query(
            "SELECT DISTINCT leaf_node.leaf FROM leaf_node JOIN organisation_node ON organisation_node.id = leaf_node.node WHERE organisation_node.path >= $1 AND organisation_node.path < $2",
            [.text(path), .text(path + "\u{10FFFF}")]
        ) { UInt32($0.integer(0)) }
    }
}

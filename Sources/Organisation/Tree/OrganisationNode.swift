import Storage
public import Vocabulary

/// A brand, region, dealer or store; bounds who sees whom.
public struct OrganisationNode: Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// What it lies in; nil for the brand.
    public var parent: Int64?
    /// Its level.
    public var kind: NodeKind
    /// What people call it.
    public var name: String
    /// The brand's own code for it; unique.
    public var code: String
    /// Ids from the root, "/1/4/9/".
    public var path: String
    /// When it was made.
    public var createdAt: Instant

    static let columns = "id, parent, kind, name, code, path, created_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        parent = row.optionalInteger(1)
        kind = NodeKind(rawValue: row.text(2)) ?? .store
        name = row.text(3)
        code = row.text(4)
        path = row.text(5)
        createdAt = Instant(milliseconds: row.integer(6))
    }

    /// The first text after every path that begins with `path`.
    static func end(of path: String) -> String { String(path.dropLast()) + "0" }
}

import Storage
public import Vocabulary

/// A landing page (落地页): a draft people edit and immutable versions that visitors see.
public struct LandingPage: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// The part after `/p/`; unique.
    public var slug: String
    /// What people call it.
    public var name: String
    /// The draft's content as JSON.
    public var draft: JSONValue
    /// Rises with every change of the draft.
    public var revision: Int64
    /// The version visitors see; 0 before the first.
    public var published: Int64
    /// No longer offered.
    public var isArchived: Bool
    /// When it was made.
    public var createdAt: Instant
    /// When the draft last changed.
    public var updatedAt: Instant

    static let columns = "id, slug, name, draft, revision, published, archived, created_at, updated_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        slug = row.text(1)
        name = row.text(2)
        draft = (try? JSONValue(parsing: row.text(3))) ?? .null
        revision = row.integer(4)
        published = row.integer(5)
        isArchived = row.bool(6)
        createdAt = Instant(milliseconds: row.integer(7))
        updatedAt = Instant(milliseconds: row.integer(8))
    }
}

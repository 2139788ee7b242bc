import Storage
public import Vocabulary

/// A place on pages and in apps (运营位) whose content is decided per visitor.
public struct Slot: Sendable, Equatable {
    /// How it is shown.
    public enum Kind: String, Sendable, CaseIterable {
        /// Over the page, with a close button.
        case popup
        /// Inside the page, where an element names the slot.
        case inline
    }

    /// Its number.
    public var id: Int64
    /// What pages ask for; unique.
    public var key: String
    /// What people call it.
    public var name: String
    /// How it is shown.
    public var kind: Kind
    /// Whether it shows anything.
    public var isActive: Bool
    /// Shown to whom nothing else fits; nil for nothing.
    public var fallback: SlotBody?
    /// When it was made.
    public var createdAt: Instant
    /// Its contents, first choice first.
    public var contents: [SlotContent] = []

    static let columns = "id, key, name, kind, active, fallback, created_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        key = row.text(1)
        name = row.text(2)
        kind = Kind(rawValue: row.text(3)) ?? .inline
        isActive = row.bool(4)
        fallback = row.text(5).isEmpty ? nil : try? SlotBody(JSONValue(parsing: row.text(5)))
        createdAt = Instant(milliseconds: row.integer(6))
    }
}

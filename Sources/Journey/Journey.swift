import Storage
public import Vocabulary

/// A journey with its draft and its state.
public struct Journey: Sendable, Equatable {
    /// Where it stands.
    public enum State: String, Sendable, CaseIterable {
        /// Never published.
        case draft
        /// Waits for a second person's approval.
        case pending
        /// People come in and go on.
        case published
        /// Nobody comes in, nobody goes on; timers keep their moments.
        case paused
        /// Over.
        case ended
    }

    /// Its number.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// Where it stands.
    public var state: State
    /// The draft as JSON; need not be complete.
    public var draft: JSONValue
    /// Rises with every change of the draft.
    public var revision: Int64
    /// The version people come into; 0 before the first.
    public var version: Int64
    /// Who asked for approval.
    public var requestedBy: String
    /// Who approved.
    public var approvedBy: String
    /// When it was made.
    public var createdAt: Instant
    /// Last change.
    public var updatedAt: Instant

    static let columns = "id, name, state, draft, revision, version, requested_by, approved_by, created_at, updated_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        state = State(rawValue: row.text(2)) ?? .draft
        draft = (try? JSONValue(parsing: row.text(3))) ?? .null
        revision = row.integer(4)
        version = row.integer(5)
        requestedBy = row.text(6)
        approvedBy = row.text(7)
        createdAt = Instant(milliseconds: row.integer(8))
        updatedAt = Instant(milliseconds: row.integer(9))
    }
}

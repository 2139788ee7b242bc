import Storage
public import Vocabulary

/// A journey with its draft and its state.
public struct Journey: Sendable, Equatable {
    /// Where it stands.
    public enum State: String, Sendable, CaseIterable {
        /// Nothing of it was let go yet, or its first request for approval was taken back.
        case draft
        /// Its first version waits for a second person's approval. A later version waits beside the one that runs: see ``Journey/pending``.
        case pending
        /// People come in and go on.
        case published
        /// Nobody comes in, nobody goes on; timers keep their moments, exits and goals still end runs.
        case paused
        /// Over, for good.
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
    /// Rises with every change of the draft, from 1.
    public var revision: Int64
    /// The version people come into; 0 before the first.
    public var version: Int64
    /// The version that waits for approval; 0 when none does.
    public var pending: Int64
    /// Who published last, or asked for approval.
    public var requestedBy: String
    /// Who approved the version people come into; "" when none was needed.
    public var approvedBy: String
    /// When it was made.
    public var createdAt: Instant
    /// Last change.
    public var updatedAt: Instant

    static let columns = "id, name, state, draft, revision, version, requested_by, approved_by, created_at, updated_at, pending"

    /// The journey, its row locked until the transaction ends, or nil.
    static func locked(_ id: Int64, in tx: any SQLTransaction) throws -> Journey? {
        // SQLite has one writer.
        let lock = tx.engine == .postgres ? " FOR UPDATE" : ""
        return try tx.first("SELECT \(columns) FROM journey WHERE id = $1\(lock)", [.integer(id)], Journey.init)
    }

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
        pending = row.integer(10)
    }
}

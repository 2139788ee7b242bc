public import Storage
public import Vocabulary

/// One customer's way through a journey (执行记录).
public struct JourneyRun: Sendable, Equatable {
    /// Whether it goes on.
    public enum State: String, Sendable, CaseIterable { case waiting, done }

    /// Its number.
    public var id: Int64
    /// The journey.
    public var journey: Int64
    /// The version it goes on in; below 0 for a test run: minus the draft's revision.
    public var version: Int64
    /// What tells runs of one journey apart: the customer, or a property's value.
    public var key: String
    /// Whose: a leaf of the customer; 0 when the person was erased.
    public var leaf: LeafNumber
    /// Whether it is over.
    public var isDone: Bool
    /// The node it is in; "" before the entry was checked.
    public var node: String
    /// Since when.
    public var nodeAt: Instant
    /// When it goes on, unless its journey is paused.
    public var dueAt: Instant
    /// The last moment of the event that is waited for.
    public var limitAt: Instant?
    /// Whether that event came.
    public var isMatched: Bool
    /// Nodes entered so far.
    public var steps: Int64
    /// Whether nothing is sent to it on purpose (对照组).
    public var isGhost: Bool
    /// Whether it is a person's test.
    public var isTest: Bool
    /// Properties of what triggered it.
    public var context: JSONObject
    /// When it began.
    public var enteredAt: Instant
    /// When the goal was reached.
    public var goalAt: Instant?
    /// When it ended.
    public var endedAt: Instant?
    /// Why it ended; "" while it goes on.
    public var reason: String

    init(
        id: Int64, journey: Int64, version: Int64, key: String, leaf: LeafNumber, isDone: Bool, node: String, nodeAt: Instant,
        dueAt: Instant,
        limitAt: Instant?, isMatched: Bool, steps: Int64, isGhost: Bool, isTest: Bool, context: JSONObject, enteredAt: Instant,
        goalAt: Instant?,
        endedAt: Instant?, reason: String
    ) {
        self.id = id
        self.journey = journey
        self.version = version
        self.key = key
        self.leaf = leaf
        self.isDone = isDone
        self.node = node
        self.nodeAt = nodeAt
        self.dueAt = dueAt
        self.limitAt = limitAt
        self.isMatched = isMatched
        self.steps = steps
        self.isGhost = isGhost
        self.isTest = isTest
        self.context = context
        self.enteredAt = enteredAt
        self.goalAt = goalAt
        self.endedAt = endedAt
        self.reason = reason
    }

    static let columns =
        "id, journey, version, run_key, leaf, state, node, node_at, due_at, limit_at, matched, steps, is_ghost, is_test, context, entered_at, goal_at, ended_at, reason"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        journey = row.integer(1)
        version = row.integer(2)
        key = row.text(3)
        leaf = LeafNumber(UInt32(truncatingIfNeeded: row.integer(4)))
        isDone = row.text(5) == "done"
        node = row.text(6)
        nodeAt = Instant(milliseconds: row.integer(7))
        dueAt = Instant(milliseconds: row.integer(8))
        limitAt = row.optionalInteger(9).map(Instant.init(milliseconds:))
        isMatched = row.bool(10)
        steps = row.integer(11)
        isGhost = row.bool(12)
        isTest = row.bool(13)
        context = (try? JSONValue(parsing: row.text(14)))?.object ?? JSONObject()
        enteredAt = Instant(milliseconds: row.integer(15))
        goalAt = row.optionalInteger(16).map(Instant.init(milliseconds:))
        endedAt = row.optionalInteger(17).map(Instant.init(milliseconds:))
        reason = row.text(18)
    }

    /// The run of that number, or nil.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> JourneyRun? {
        try tx.first("SELECT \(columns) FROM journey_run WHERE id = $1", [.integer(id)], JourneyRun.init)
    }

    func save(in tx: any SQLTransaction) throws {
        try tx.execute(
            "UPDATE journey_run SET state = $1, node = $2, node_at = $3, due_at = $4, limit_at = $5, matched = $6, steps = $7, goal_at = $8, ended_at = $9, reason = $10 WHERE id = $11",
            [
                .text(isDone ? "done" : "waiting"), .text(node), .integer(nodeAt.milliseconds), .integer(dueAt.milliseconds),
                SQLValue(limitAt?.milliseconds), SQLValue(isMatched), .integer(steps), SQLValue(goalAt?.milliseconds),
                SQLValue(endedAt?.milliseconds), .text(reason), .integer(id),
            ])
    }

    /// Reasons after which nothing of the run may be sent any more.
    static let stopping = ["exit_event", "exit_rule", "goal", "merged", "ended", "deleted"]

    /// Whether messages of a run may still go out: it lives, or came to its end in the ordinary way.
    public static func isLive(_ id: Int64, in tx: any SQLTransaction) throws -> Bool {
        guard let run = try find(id, in: tx) else { return false }
        return !run.isDone || !stopping.contains(run.reason)
    }
}

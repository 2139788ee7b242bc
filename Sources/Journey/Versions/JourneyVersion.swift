public import Vocabulary

/// One version of a journey: what was let go, or waits to be.
public struct JourneyVersion: Sendable, Equatable {
    /// Where it stands.
    public enum State: String, Sendable, CaseIterable {
        /// People come into it.
        case current
        /// It waits for a second person.
        case pending
        /// Nobody comes in any more; runs that began in it finish in it.
        case earlier
    }

    /// Its number, from 1.
    public var number: Int64
    /// Where it stands.
    public var state: State
    /// When it was let go; for one that waits, when that was asked for.
    public var publishedAt: Instant
    /// Who published it or asked for approval.
    public var publishedBy: String
    /// Who approved it; "" when nobody had to, or has yet.
    public var approvedBy: String
    /// The journey as JSON.
    public var definition: JSONValue
}

/// How many came in, are inside and got something: of a journey, or of one version.
public struct JourneyFigures: Sendable, Equatable {
    /// People who came in.
    public var entered: Int64 = 0
    /// People who are inside now.
    public var running: Int64 = 0
    /// Runs that ended, for whatever reason.
    public var finished: Int64 = 0
    /// Runs that reached the goal.
    public var goal: Int64 = 0
    /// Messages a provider accepted.
    public var sent: Int64 = 0

    /// Nobody yet.
    public init() {}

    mutating func add(_ node: String, _ name: String, _ count: Int64) {
        switch (node.isEmpty, name) {
        case (true, "entered"): entered += count
        case (true, "ended"): finished += count
        case (true, "goal"): goal += count
        case (false, "accepted"): sent += count
        default: break
        }
    }
}

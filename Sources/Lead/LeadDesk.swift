public import Profile
import Storage
import Synchronization
import Vocabulary

/// Leads, salespeople, assignment and pools, as the HTTP side and App use them.
///
/// Every change happens in one write transaction of the operational store, which the store runs one at a time: no lead has two owners, nobody gets more
/// than their capacity, and whatever is told to people leaves through the outbox of the same transaction.
public final class LeadDesk: Sendable {
    let base: RoomBase
    /// Live pages.
    public let feed = LeadFeed()

    /// Works on that base.
    public init(_ base: RoomBase) { self.base = base }

    /// Name of the job that looks whether a lead was answered in time.
    public static let slaJob = "lead.sla"
    /// Name of the job that gives waiting leads to whoever became free, and returns idle ones to their pools.
    public static let drainJob = "lead.drain"
    /// Owners a lead has before it goes to its pool.
    static let mostAttempts: Int64 = 3
    /// How long a former owner is preferred, in ms.
    static let stickiness: Int64 = 90 * 86_400_000

    static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no lead \(id).", hint: "List the leads to see which there are.")
    }

    func note(_ kind: String, _ lead: Lead, by actor: String, _ detail: JSONObject = JSONObject(), in tx: any SQLTransaction) throws {
        try tx.execute(
            "INSERT INTO lead_event(id, lead, at, kind, actor, detail) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                .integer(try tx.take(from: "lead_event")), .integer(lead.id), .integer(base.clock.now.milliseconds), .text(kind),
                .text(actor),
                .text(JSONValue.object(detail).text),
            ])
    }

    func tell(_ kind: String, _ lead: Lead, in tx: any SQLTransaction) {
        let signal = LeadFeed.Signal(kind: kind, lead: lead.id, salesperson: lead.owner)
        tx.afterCommit { [feed] in feed.tell(signal) }
    }
}

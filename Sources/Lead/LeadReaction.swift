import Identify
public import Profile
public import Storage
public import Vocabulary

/// Makes leads of sent forms: in one transaction with their assignment, so that no lead is without an owner or a reason.
public struct LeadReaction: Reaction {
    public let name = "lead"
    private let desk: LeadDesk

    /// A reaction for that desk.
    public init(_ desk: LeadDesk) { self.desk = desk }

    public func wants(_ event: IncomingEvent) -> Bool { event.name == "$form_submitted" && event.source == desk.base.outcomes.source }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        for item in events {
            let properties = (try? JSONValue(parsing: item.event.properties))?.object ?? JSONObject()
            var answers = properties["answers"]?.object ?? JSONObject()
            let region = answers["region"]?.plainText ?? answers["city"]?.plainText ?? properties["region"]?.plainText ?? ""
            answers["note"] = answers["note"]
            var new = LeadDesk.NewLead(leaf: item.leaf, source: "form")
            new.receivedAt = item.event.receivedAt
            new.origin = item.event.facts.origin ?? ""
            new.page = properties["page"]?.int
            new.product = properties["product"]?.plainText ?? answers["product"]?.plainText ?? ""
            new.region = region
            new.answers = answers
            new.isSuspect = properties["quality"]?.string != "ok"
            new.reasons = (properties["reasons"]?.array ?? []).compactMap(\.string)
            _ = try desk.capture(new, in: tx)
        }
    }
}

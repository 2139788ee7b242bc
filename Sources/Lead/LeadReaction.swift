import Identify
public import Profile
public import Storage
public import Vocabulary

/// Makes leads of sent forms and of imported lists: in one transaction with their assignment, so that no lead is without an owner or a reason.
public struct LeadReaction: Reaction {
    public let name = "lead"
    private let desk: LeadDesk

    /// A reaction for that desk.
    public init(_ desk: LeadDesk) { self.desk = desk }

    public func wants(_ event: IncomingEvent) -> Bool {
        switch event.name {
        case "$form_submitted": event.source == desk.base.outcomes.source
        case IncomingEvent.leadImported: event.trust == .trusted
        default: false
        }
    }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        for item in events {
            let isImport = item.event.name == IncomingEvent.leadImported
            // A server key is trusted too, but only files that a person brought in are lists of leads.
            if isImport, try !Self.isImport(item.event.source, in: tx) { continue }
            let properties = (try? JSONValue(parsing: item.event.properties))?.object ?? JSONObject()
            let answers = properties["answers"]?.object ?? JSONObject()
            var new = LeadDesk.NewLead(leaf: item.leaf, source: isImport ? "import" : "form")
            // A list says when its leads came in; a form comes in now, whatever clock sent it.
            new.receivedAt = isImport ? item.event.time : item.event.receivedAt
            new.origin = item.event.facts.origin ?? ""
            if isImport { new.origin = try Self.code(of: new.origin, in: tx) }
            new.page = properties["page"]?.int
            new.product = properties["product"]?.plainText ?? answers["product"]?.plainText ?? ""
            new.region = answers["region"]?.plainText ?? answers["city"]?.plainText ?? properties["region"]?.plainText ?? ""
            new.answers = answers
            new.isSuspect = !isImport && properties["quality"]?.string != "ok"
            new.reasons = (properties["reasons"]?.array ?? []).compactMap(\.string)
            _ = try desk.capture(new, in: tx)
        }
    }

    private static func isImport(_ source: Int32, in tx: any SQLTransaction) throws -> Bool {
        try tx.first("SELECT 1 FROM source WHERE id = $1 AND kind = 'import'", [.integer(Int64(source))]) { $0.integer(0) } != nil
    }

    /// The code of the origin that a file means: its code, or a value that a rule of an origin names; else as written.
    private static func code(of written: String, in tx: any SQLTransaction) throws -> String {
        guard !written.isEmpty else { return "" }
        return try tx.first(
            "SELECT origin.code FROM origin_rule JOIN origin ON origin.id = origin_rule.origin WHERE origin_rule.field = 'origin' AND origin_rule.value = $1",
            [.text(written)]
        ) { $0.text(0) } ?? written
    }
}

import Identify
public import Profile
public import Storage
import Synchronization
public import Vocabulary

/// Keeps clicks (of our own links, and of any page whose address carries a platform's click id), forms as they came in, exposures and conversions of
/// experiments, showings and clicks of slots.
public final class TouchpointReaction: Reaction {
    public let name = "touchpoint"
    private let room: Touchpoints
    private let own: Int32
    private let pages: @Sendable () -> Int32?
    /// Visitors whose click is kept already: their browser repeats it with every event of the visit.
    private let kept = RecentSet(most: 50_000)

    /// A reaction of that room; `pages` is the number of the source of the landing pages' browser key, once there is one.
    public init(_ room: Touchpoints, pages: @escaping @Sendable () -> Int32?) {
        self.room = room
        own = room.base.outcomes.source
        self.pages = pages
    }

    public func wants(_ event: IncomingEvent) -> Bool {
        switch event.name {
        case "$link_clicked", "$form_submitted": if event.source == own { return true }
        case "$exposure": if event.source == pages() { return true }
        case "$slot_shown", "$slot_clicked": return true
        default: break
        }
        return event.facts.clickID != nil && !kept.contains(Self.memo(event))
    }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        // Read when the first of these events needs it; most do not.
        var registry: OriginResolver?
        func resolver() throws -> OriginResolver {
            if let registry { return registry }
            let read = try OriginResolver(in: tx)
            registry = read
            return read
        }
        var memos: [Hash128] = []
        for item in events {
            let event = item.event
            // Of an event that belongs to nobody there is nothing to keep.
            guard item.leaf.rawValue > 0 else { continue }
            let properties = event.name.hasPrefix("$") || event.facts.clickID != nil ? try? JSONValue(parsing: event.properties) : nil
            let isOurs = event.source == own
            let isLink = event.name == "$link_clicked" && isOurs
            if event.facts.clickID != nil || isLink {
                try keep(item, link: isLink ? properties?["link"]?.int : nil, properties ?? .null, resolver, in: tx)
                memos.append(Self.memo(event))
            }
            guard let properties else { continue }
            switch event.name {
            case "$exposure" where event.source == pages(): try exposed(item, properties, in: tx)
            case "$form_submitted" where isOurs: try submitted(item, properties, resolver, in: tx)
            case "$slot_shown", "$slot_clicked": try room.report(item, properties, in: tx)
            default: break
            }
        }
        tx.afterCommit { [kept, memos] in for memo in memos { kept.insert(memo) } }
    }

    private static func memo(_ event: IncomingEvent) -> Hash128 {
        var text = "\(event.facts.clickPlatform ?? "")\u{1F}\(event.facts.clickID ?? "")"
        for identifier in event.identifiers { text += "\u{1F}\(identifier.kind)\u{1E}\(identifier.scope)\u{1E}\(identifier.value)" }
        return Hash128(of: Array(text.utf8))
    }

    private func keep(
        _ item: ResolvedEvent, link: Int64?, _ properties: JSONValue, _ resolver: () throws -> OriginResolver, in tx: any SQLTransaction
    )
        throws
    {
        let event = item.event
        let (platform, id) = (event.facts.clickPlatform ?? "", String((event.facts.clickID ?? "").prefix(1024)))
        if !id.isEmpty {
            let known = try tx.first(
                "SELECT id FROM click WHERE click_id = $1 AND platform = $2 AND leaf = $3",
                [.text(id), .text(platform), SQLValue(item.leaf.rawValue)]
            ) { $0.integer(0) }
            if let known {
                // The link's own row says more than that of the page behind it, whichever came first.
                if let link {
                    let joined = try tx.execute(
                        "UPDATE click SET link = $1, origin = coalesce($2, origin) WHERE id = $3 AND link IS NULL",
                        [.integer(link), SQLValue(try resolver().origin(of: event.facts)), .integer(known)])
                    if joined == 1 { try tx.execute("UPDATE link SET clicks = clicks + 1 WHERE id = $1", [.integer(link)]) }
                }
                return
            }
        }
        let url = properties["url"]?.string ?? properties["$url"]?.string ?? event.facts.path ?? ""
        try tx.execute(
            "INSERT INTO click(id, leaf, platform, click_id, link, origin, time, url, referrer, agent, network, campaign) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            [
                .integer(try tx.take(from: "click")), SQLValue(item.leaf.rawValue), .text(platform), .text(id), SQLValue(link),
                SQLValue(try resolver().origin(of: event.facts)), .integer(event.time.milliseconds), .text(String(url.prefix(2000))),
                .text(String((event.facts.referrerHost ?? "").prefix(255))), .text(String((properties["agent"]?.string ?? "").prefix(300))),
                .text(String((properties["network"]?.string ?? "").prefix(64))),
                .text(JSONValue.object(ClickCampaign.read(url)).text),
            ])
        if let link { try tx.execute("UPDATE link SET clicks = clicks + 1 WHERE id = $1", [.integer(link)]) }
    }

    /// The first time somebody was shown a variant; a public key cannot make one up, because the page's token is signed.
    private func exposed(_ item: ResolvedEvent, _ properties: JSONValue, in tx: any SQLTransaction) throws {
        guard let experiment = properties["experiment"]?.string, let variant = properties["variant"]?.string,
            let visitor = item.event.identifiers.first(where: { $0.kind == .anonymousID })?.value, let key = room.knownSigningKey,
            ExposureToken.isValid(properties["token"]?.string ?? "", experiment: experiment, variant: variant, visitor: visitor, key)
        else { return }
        try tx.execute(
            "INSERT INTO experiment_exposure(experiment, leaf, variant, at) VALUES ($1, $2, $3, $4) ON CONFLICT(experiment, leaf) DO NOTHING",
            [.text(experiment), SQLValue(item.leaf.rawValue), .text(variant), .integer(item.event.time.milliseconds)])
    }

    private func submitted(
        _ item: ResolvedEvent, _ properties: JSONValue, _ resolver: () throws -> OriginResolver, in tx: any SQLTransaction
    ) throws {
        let (event, quality) = (item.event, properties["quality"]?.string ?? "")
        try tx.execute(
            "INSERT INTO form_submission(id, page, version, leaf, link, origin, variant, quality, reasons, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            [
                .integer(try tx.take(from: "form_submission")), .integer(properties["page"]?.int ?? 0),
                .integer(properties["pageVersion"]?.int ?? 0), SQLValue(item.leaf.rawValue), SQLValue(properties["link"]?.int),
                SQLValue(try resolver().origin(of: event.facts)), .text(properties["variant"]?.string ?? ""), .text(quality),
                .text((properties["reasons"] ?? []).text), .integer(event.time.milliseconds),
            ])
        guard quality == "ok", let experiment = properties["experiment"]?.string, !experiment.isEmpty else { return }
        // The visitor's own leaf was exposed; the form's may be that of the phone. Both stand for the same customer when it is read.
        try tx.execute(
            "INSERT INTO experiment_conversion(experiment, leaf, at) VALUES ($1, $2, $3) ON CONFLICT(experiment, leaf) DO NOTHING",
            [.text(experiment), SQLValue(item.leaf.rawValue), .integer(event.time.milliseconds)])
    }
}

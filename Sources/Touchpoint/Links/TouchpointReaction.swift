public import Profile
public import Storage
public import Vocabulary

/// Keeps clicks: of our own links, and of any page whose address carries a platform's click id; counts exposures and conversions of experiments.
public struct TouchpointReaction: Reaction {
    public let name = "touchpoint"
    private let own: Int32
    private let pages: @Sendable () -> Int32?

    /// A reaction to Lianlu's own source and to the source of the landing pages' browser key.
    public init(own: Int32, pages: @escaping @Sendable () -> Int32?) {
        self.own = own
        self.pages = pages
    }

    public func wants(_ event: IncomingEvent) -> Bool {
        if event.facts.clickID != nil { return true }
        switch event.name {
        case "$link_clicked", "$form_submitted": return event.source == own
        case "$exposure": return event.source == pages()
        default: return false
        }
    }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        let resolver = try OriginResolver(in: tx)
        for item in events {
            let event = item.event
            let properties = event.name.hasPrefix("$") ? try? JSONValue(parsing: event.properties) : nil
            let isOwnLink = event.name == "$link_clicked" && event.source == own
            if event.facts.clickID != nil || isOwnLink {
                try keep(item, link: isOwnLink ? properties?["link"]?.int : nil, url: properties?["url"]?.string, resolver, in: tx)
            }
            if let properties, let experiment = properties["experiment"]?.string, !experiment.isEmpty {
                if event.name == "$exposure", let variant = properties["variant"]?.string {
                    try tx.execute(
                        "INSERT INTO experiment_exposure(experiment, leaf, variant, at) VALUES ($1, $2, $3, $4) ON CONFLICT(experiment, leaf) DO NOTHING",
                        [
                            .text(String(experiment.prefix(80))), SQLValue(item.leaf.rawValue), .text(String(variant.prefix(20))),
                            .integer(event.time.milliseconds),
                        ])
                } else if event.name == "$form_submitted", event.source == own, properties["quality"]?.string == "ok" {
                    try tx.execute(
                        "INSERT INTO experiment_conversion(experiment, leaf, at) VALUES ($1, $2, $3) ON CONFLICT(experiment, leaf) DO NOTHING",
                        [.text(experiment), SQLValue(item.leaf.rawValue), .integer(event.time.milliseconds)])
                }
            }
        }
    }

    private func keep(_ item: ResolvedEvent, link: Int64?, url: String?, _ resolver: OriginResolver, in tx: any SQLTransaction) throws {
        let event = item.event
        let (platform, id) = (event.facts.clickPlatform ?? "", event.facts.clickID ?? "")
        if !id.isEmpty {
            let known = try tx.first(
                "SELECT id FROM click WHERE click_id = $1 AND platform = $2 AND leaf = $3",
                [.text(id), .text(platform), SQLValue(item.leaf.rawValue)]
            ) { $0.integer(0) }
            // The link's own row says more than that of the page behind it, whichever came first.
            if let known {
                if let link {
                    try tx.execute("UPDATE click SET link = $1 WHERE id = $2 AND link IS NULL", [.integer(link), .integer(known)])
                    try tx.execute("UPDATE link SET clicks = clicks + 1 WHERE id = $1", [.integer(link)])
                }
                return
            }
        }
        try tx.execute(
            "INSERT INTO click(id, leaf, platform, click_id, link, origin, time, url) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                .integer(try tx.take(from: "click")), SQLValue(item.leaf.rawValue), .text(platform), .text(id), SQLValue(link),
                SQLValue(resolver.origin(of: event.facts)), .integer(event.time.milliseconds), .text(url ?? event.facts.path ?? ""),
            ])
        if let link { try tx.execute("UPDATE link SET clicks = clicks + 1 WHERE id = $1", [.integer(link)]) }
    }
}

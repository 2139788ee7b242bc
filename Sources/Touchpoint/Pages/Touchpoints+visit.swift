import Crypto
import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    /// What a public address answers with.
    public enum Shown: Sendable {
        /// A page; scripts carry this nonce.
        case page(html: String, nonce: String, anonymousID: String?)
        /// Another address, always one that was stored.
        case redirect(String, anonymousID: String?)
        /// Nothing here.
        case missing
    }

    /// Somebody follows a link: keeps the click, then shows the link's page or leads to its address.
    public func follow(slug: String, _ given: Visit) async throws -> Shown {
        guard let link = try await link(slug: slug), link.isActive else { return .missing }
        var visit = given
        if let origin = link.origin,
            let code = try await base.store.read({ tx in
                try tx.first("SELECT code FROM origin WHERE id = $1", [.integer(origin)]) { $0.text(0) }
            })
        {
            visit.facts.origin = code
        }
        if visit.facts.utmSource == nil { visit.facts.utmSource = link.utm["source"]?.string }
        if visit.facts.utmMedium == nil { visit.facts.utmMedium = link.utm["medium"]?.string }
        if visit.facts.utmCampaign == nil { visit.facts.utmCampaign = link.utm["campaign"]?.string }
        if !visit.isBot {
            let event = visitorEvent(
                "$link_clicked", visit, identifiers: [Identifier(.anonymousID, visit.anonymousID)],
                properties: [
                    "link": .int(link.id), "slug": .string(link.slug), "page": .optional(link.page), "url": .string(visit.address),
                    "device": .optional(visit.facts.device),
                ])
            try await parts.accept([event])
        }
        let cookie = visit.isNew && !visit.isBot ? visit.anonymousID : nil
        guard let page = link.page else { return .redirect(Self.passing(visit.address, to: link.url), anonymousID: cookie) }
        guard let found = try await published(id: page) else { return .missing }
        return try await show(found.page, found.content, visit, link: link.id)
    }

    /// Somebody opens a page by its own address.
    public func open(slug: String, _ visit: Visit) async throws -> Shown {
        guard let found = try await published(slug: slug) else { return .missing }
        return try await show(found.page, found.content, visit, link: nil)
    }

    /// The HTML of a draft, for the editor and for preview links: nothing is counted, nothing can be sent.
    public func preview(_ content: JSONValue, variant: String = "A") throws(LianluError) -> String {
        var frame = PageRenderer.Frame(page: 0, slug: "preview", version: 0)
        frame.variant = variant
        return PageRenderer.html(try PageContent(content), frame)
    }

    private func show(_ page: LandingPage, _ content: PageContent, _ visit: Visit, link: Int64?, problem: String = "") async throws -> Shown
    {
        var frame = PageRenderer.Frame(page: page.id, slug: page.slug, version: page.published)
        frame.nonce = base.entropy.token(bits: 120)
        frame.key = visit.isBot ? "" : try await parts.pageKey()
        frame.problem = problem
        if let experiment = content.experiment, !visit.isBot, let variant = try await variant(of: visit.anonymousID, in: experiment) {
            frame.variant = variant
            frame.isExposed = true
        }
        let token = FormToken(
            page: page.id, version: page.published, variant: frame.isExposed ? frame.variant : "", link: link, issued: base.clock.now,
            nonce: base.entropy.token(bits: 120), facts: visit.facts)
        frame.token = token.signed(try await signingKey())
        return .page(
            html: PageRenderer.html(content, frame), nonce: frame.nonce, anonymousID: visit.isNew && !visit.isBot ? visit.anonymousID : nil)
    }

    /// The variant a unit has, kept from its first visit on so that changed weights move nobody.
    private func variant(of unit: String, in experiment: Experiment) async throws -> String? {
        let known = try await base.store.read { tx in
            try tx.first("SELECT variant FROM experiment_unit WHERE experiment = $1 AND unit = $2", [.text(experiment.key), .text(unit)]) {
                $0.text(0)
            }
        }
        if let known { return known }
        guard let drawn = experiment.variant(of: unit) else { return nil }
        let now = base.clock.now
        return try await base.store.write { tx in
            try tx.execute(
                "INSERT INTO experiment_unit(experiment, unit, variant, at) VALUES ($1, $2, $3, $4) ON CONFLICT(experiment, unit) DO NOTHING",
                [.text(experiment.key), .text(unit), .text(drawn), .integer(now.milliseconds)])
            return try tx.first(
                "SELECT variant FROM experiment_unit WHERE experiment = $1 AND unit = $2", [.text(experiment.key), .text(unit)]
            ) { $0.text(0) }
        }
    }

    /// The stored address with the visit's query added, so that click ids travel on.
    static func passing(_ address: String, to url: String) -> String {
        guard let mark = address.firstIndex(of: "?") else { return url }
        let query = address[address.index(after: mark)...].filter {
            $0.isASCII && !$0.isWhitespace && $0 != "#" && $0 != "\"" && $0 != "<" && $0 != ">"
        }
        guard !query.isEmpty else { return url }
        let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let joined = parts[0] + (parts[0].contains("?") ? "&" : "?") + query
        return parts.count > 1 ? joined + "#" + parts[1] : String(joined)
    }
}

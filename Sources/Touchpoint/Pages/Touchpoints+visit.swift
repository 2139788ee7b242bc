import Identify
import Logging
import Profile
import Storage
import Vocabulary

extension Touchpoints {
    /// What a public address answers with.
    public enum Shown: Sendable {
        /// A page; styles and scripts carry this nonce; the cookie is set when there is an anonymous id.
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
        if visit.facts.utmSource == nil { visit.facts.utmSource = link.utm["source"]?.string }
        if visit.facts.utmMedium == nil { visit.facts.utmMedium = link.utm["medium"]?.string }
        if visit.facts.utmCampaign == nil { visit.facts.utmCampaign = link.utm["campaign"]?.string }
        visit.facts.origin = try await link.origin.flatMapAsync { origin in
            try await base.store.read { tx in try tx.first("SELECT code FROM origin WHERE id = $1", [.integer(origin)]) { $0.text(0) } }
        }
        if visit.facts.origin == nil { visit.facts.origin = originCode(of: visit.facts) }
        let found = try await link.page.flatMapAsync { try await published(id: $0) }
        guard link.page == nil || found != nil else { return .missing }
        if !visit.isBot { await keepClick(of: link, visit) }
        let cookie = visit.isNew && !visit.isBot ? visit.anonymousID : nil
        guard let found else { return .redirect(Self.passing(visit.address, to: link.url, utm: link.utm), anonymousID: cookie) }
        return try await show(found.page, found.content, visit, link: link.id)
    }

    /// Makes the click durable; a store that cannot take it now costs the click, never the visitor.
    private func keepClick(of link: Link, _ visit: Visit) async {
        let event = visitorEvent(
            "$link_clicked", visit, identifiers: [Identifier(.anonymousID, visit.anonymousID)],
            properties: [
                "link": .int(link.id), "slug": .string(link.slug), "page": .optional(link.page), "url": .string(visit.address),
                "origin": .optional(visit.facts.origin), "agent": .string(visit.agent), "network": .string(visit.maskedNetwork),
            ])
        do { try await parts.accept([event]) } catch {
            base.logger.error("a click was not kept", metadata: ["link": "\(link.id)", "error": "\(error)"])
        }
    }

    /// Somebody opens a page by its own address.
    public func open(slug: String, _ given: Visit) async throws -> Shown {
        guard let found = try await published(slug: slug) else { return .missing }
        var visit = given
        visit.facts.origin = originCode(of: visit.facts)
        return try await show(found.page, found.content, visit, link: nil)
    }

    private func show(_ page: LandingPage, _ content: PageContent, _ visit: Visit, link: Int64?) async throws -> Shown {
        let key = try await signingKey()
        var frame = PageRenderer.Frame(page: page.id, slug: page.slug, version: page.published)
        frame.nonce = base.entropy.token(bits: 120)
        frame.key = visit.isBot ? "" : try await parts.pageKey()
        frame.origin = visit.facts.origin
        if let experiment = content.experiment, !visit.isBot, let part = try await variant(of: visit.anonymousID, in: experiment) {
            frame.variant = part.variant
            frame.isExposed = true
            // Once per visitor: what was counted already is not told again.
            if !part.wasExposed {
                frame.exposureToken = ExposureToken.make(experiment: experiment.key, variant: part.variant, visitor: visit.anonymousID, key)
            }
        }
        frame.token = FormToken(
            page: page.id, version: page.published, variant: frame.isExposed ? frame.variant : "", link: link, issued: base.clock.now,
            nonce: base.entropy.token(bits: 120), visitor: visit.anonymousID, facts: visit.facts
        ).signed(key)
        return .page(
            html: PageRenderer.html(content, frame), nonce: frame.nonce, anonymousID: visit.isNew && !visit.isBot ? visit.anonymousID : nil)
    }

    /// The variant a unit has, kept from its first visit on so that changed weights move nobody, and whether its exposure was counted. Somebody who is known
    /// to have seen one on another device keeps that one: the earlier exposure wins.
    private func variant(of unit: String, in experiment: Experiment) async throws -> (variant: String, wasExposed: Bool)? {
        let graph = base.graph
        let (known, seen, own) = try await base.store.read { tx -> (String?, String?, Bool) in
            let known = try tx.first(
                "SELECT variant FROM experiment_unit WHERE experiment = $1 AND unit = $2", [.text(experiment.key), .text(unit)]
            ) { $0.text(0) }
            guard let leaf = try IdentityGraph.leaf(of: Identifier(.anonymousID, unit), in: tx) else { return (known, nil, false) }
            var first: (variant: String, at: Int64)?
            var own = false
            try tx.queryMany(
                "SELECT variant, at, leaf FROM experiment_exposure WHERE experiment = $1 AND leaf = $2",
                (known == nil ? graph.leaves(of: leaf) : [leaf]).map { [.text(experiment.key), SQLValue($0.rawValue)] }
            ) { _, row in
                if row.integer(2) == Int64(leaf.rawValue) { own = true }
                if first.map({ row.integer(1) < $0.at }) ?? true { first = (row.text(0), row.integer(1)) }
            }
            return (known, first?.variant, own)
        }
        if let known { return (known, own) }
        guard let drawn = seen ?? experiment.variant(of: unit) else { return nil }
        let now = base.clock.now
        let kept = try await base.store.write { tx in
            try tx.execute(
                "INSERT INTO experiment_unit(experiment, unit, variant, at) VALUES ($1, $2, $3, $4) ON CONFLICT(experiment, unit) DO NOTHING",
                [.text(experiment.key), .text(unit), .text(drawn), .integer(now.milliseconds)])
            return try tx.first(
                "SELECT variant FROM experiment_unit WHERE experiment = $1 AND unit = $2", [.text(experiment.key), .text(unit)]
            ) { $0.text(0) }
        }
        return kept.map { ($0, own) }
    }

    /// The stored address with the visit's query added, so that click ids travel on, and the link's UTM values where the visit has none.
    static func passing(_ address: String, to url: String, utm: JSONObject = JSONObject()) -> String {
        var query = ""
        if let mark = address.firstIndex(of: "?") {
            query = address[address.index(after: mark)...].filter {
                $0.isASCII && !$0.isWhitespace && $0 != "#" && $0 != "\"" && $0 != "<" && $0 != ">" && $0 != "\\"
            }
        }
        let parts = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        for name in ["source", "medium", "campaign", "content", "term"] {
            guard let value = utm[name]?.string, !value.isEmpty, !"&\(query)".contains("&utm_\(name)="), !parts[0].contains("utm_\(name)=")
            else {
                continue
            }
            query += (query.isEmpty ? "" : "&") + "utm_\(name)=" + encode(value)
        }
        guard !query.isEmpty else { return url }
        // An address that is only a host gets its path, so that nothing of the query can become part of the host.
        var target = String(parts[0])
        if let host = target.firstRange(of: "://"), !target[host.upperBound...].contains("/"), !target[host.upperBound...].contains("?") {
            target += "/"
        }
        let joined = target + (target.contains("?") ? "&" : "?") + query
        return parts.count > 1 ? joined + "#" + parts[1] : joined
    }

    private static func encode(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.unicodeScalars.append(Unicode.Scalar(byte))
            default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }
}

extension Optional {
    func flatMapAsync<T>(_ body: (Wrapped) async throws -> T?) async throws -> T? {
        guard let self else { return nil }
        return try await body(self)
    }
}

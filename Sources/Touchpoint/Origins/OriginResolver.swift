public import Storage
public import Vocabulary

/// Says which origin an event's facts mean: its own origin code first, then campaign, source, click platform, referrer.
public struct OriginResolver: Sendable {
    private let codes: [String: Int64]
    private let names: [Int64: String]
    private let rules: [OriginRuleKey: Int64]

    /// Reads the registry.
    public init(in tx: any SQLTransaction) throws {
        codes = Dictionary(
            try tx.query("SELECT code, id FROM origin", []) { ($0.text(0), $0.integer(1)) }, uniquingKeysWith: { first, _ in first })
        names = Dictionary(codes.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        var rules: [OriginRuleKey: Int64] = [:]
        _ = try tx.query("SELECT field, value, origin FROM origin_rule", []) { row in
            if let field = OriginRuleKey.Field(rawValue: row.text(0)) { rules[OriginRuleKey(field, row.text(1))] = row.integer(2) }
        }
        self.rules = rules
    }

    /// The origin, or nil when the registry knows none for these facts.
    public func origin(of facts: EventFacts) -> Int64? {
        origin(
            named: facts.origin, campaign: facts.utmCampaign, source: facts.utmSource, platform: facts.clickPlatform,
            referrer: facts.referrerHost)
    }

    /// The code of that origin.
    public func code(of facts: EventFacts) -> String? { origin(of: facts).flatMap { names[$0] } }

    /// The same from texts, as touches keep them.
    public func origin(named: String?, campaign: String?, source: String?, platform: String?, referrer: String?) -> Int64? {
        if let named, let id = codes[named] ?? rules[OriginRuleKey(.origin, named)] { return id }
        for (field, value) in [
            (OriginRuleKey.Field.utm_campaign, campaign), (.utm_source, source), (.utm_source, named), (.click_platform, platform),
            (.referrer, referrer),
        ] {
            if let value, let id = rules[OriginRuleKey(field, value)] { return id }
            // A rule for a site holds for its subdomains too.
            guard field == .referrer, let value else { continue }
            var rest = value[...]
            while let dot = rest.firstIndex(of: ".") {
                rest = rest[rest.index(after: dot)...]
                if let id = rules[OriginRuleKey(.referrer, String(rest))] { return id }
            }
        }
        return nil
    }
}

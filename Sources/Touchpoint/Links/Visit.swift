import Collect
public import Vocabulary

/// One visit of a public page or link: who, from where, under which link.
public struct Visit: Sendable {
    /// First-party anonymous id (cookie `lianlu_id`).
    public var anonymousID: String
    /// Whether the id was made just now, so that the answer sets the cookie.
    public var isNew: Bool
    /// Path and query as asked for, without host.
    public var address: String
    /// Facts of the visit: campaign, click id, origin, referrer, device.
    public var facts: EventFacts
    /// Whether a machine asks (link previews, crawlers): it gets the page but counts for nothing.
    public var isBot: Bool
    /// User agent, at most 300 characters.
    public var agent: String
    /// Network address; for limits only, never stored whole.
    public var network: String

    /// The network the address lies in: the last part of IPv4, the last five groups of IPv6 left out.
    public var maskedNetwork: String {
        if network.contains(":") { return network.split(separator: ":").prefix(3).joined(separator: ":") + "::" }
        let parts = network.split(separator: ".")
        return parts.count == 4 ? parts.prefix(3).joined(separator: ".") + ".0" : ""
    }

    /// Reads a request.
    public init(
        address: String, cookieID: String?, referrer: String?, agent: String?, network: String, isPrefetch: Bool = false, entropy: Entropy
    ) {
        self.address = String(address.prefix(2000))
        if let cookieID, (8...64).contains(cookieID.utf8.count),
            cookieID.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        {
            anonymousID = cookieID
            isNew = false
        } else {
            anonymousID = entropy.token(bits: 120)
            isNew = true
        }
        facts = PageFacts.read(address: address, referrer: referrer, agent: agent)
        isBot = isPrefetch || facts.device == "bot" || Self.isPreviewer(agent ?? "")
        self.network = network
        self.agent = String((agent ?? "").prefix(300))
    }

    /// Agents that fetch a page to show a preview of it, or are no browser at all.
    private static func isPreviewer(_ agent: String) -> Bool {
        let agent = agent.lowercased()
        return !agent.hasPrefix("mozilla/") && !agent.hasPrefix("dalvik/")
            || ["facebookexternalhit", "whatsapp", "preview", "python-requests", "monitor", "uptime", "archiver"].contains {
                agent.contains($0)
            }
    }
}

import Crypto
import Vocabulary

/// Proves that a form was served by us a short while ago, and carries what the visit knew (§E6): signed, for one use.
struct FormToken: Sendable, Equatable {
    /// How long a form may be filled, in ms.
    static let lifetime: Int64 = 2 * 3_600_000

    /// How long a person needs at least, in ms.
    static let quickest: Int64 = 2_000

    var page: Int64
    var version: Int64
    var variant: String
    var link: Int64?
    var issued: Instant
    var nonce: String
    /// Anonymous id of the visit, for browsers that keep no cookie.
    var visitor: String
    var facts: EventFacts

    func signed(_ key: SymmetricKey) -> String {
        let json: JSONValue = [
            "p": .int(page), "v": .int(version), "a": .string(variant), "l": .optional(link), "t": .int(issued.milliseconds),
            "n": .string(nonce), "u": .string(visitor),
            "o": .optional(facts.origin), "us": .optional(facts.utmSource), "um": .optional(facts.utmMedium),
            "uc": .optional(facts.utmCampaign),
            "cp": .optional(facts.clickPlatform), "ci": .optional(facts.clickID), "r": .optional(facts.referrerHost),
        ]
        let body = Base32.encode(json.bytes)
        return body + "." + Base32.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: key)))
    }

    /// Reads a token; nil when it is not ours.
    init?(_ text: String, _ key: SymmetricKey) {
        let halves = text.split(separator: ".", maxSplits: 1)
        guard halves.count == 2, text.utf8.count < 8_000, let code = Base32.decode(halves[1]),
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(halves[0].utf8), using: key),
            let body = Base32.decode(halves[0]), let json = try? JSONValue(parsing: body), let page = json["p"]?.int,
            let version = json["v"]?.int, let issued = json["t"]?.int, let nonce = json["n"]?.string
        else { return nil }
        self.page = page
        self.version = version
        variant = json["a"]?.string ?? "A"
        link = json["l"]?.int
        self.issued = Instant(milliseconds: issued)
        self.nonce = nonce
        visitor = json["u"]?.string ?? ""
        facts = EventFacts()
        facts.origin = json["o"]?.string
        facts.utmSource = json["us"]?.string
        facts.utmMedium = json["um"]?.string
        facts.utmCampaign = json["uc"]?.string
        facts.clickPlatform = json["cp"]?.string
        facts.clickID = json["ci"]?.string
        facts.referrerHost = json["r"]?.string
    }

    init(page: Int64, version: Int64, variant: String, link: Int64?, issued: Instant, nonce: String, visitor: String, facts: EventFacts) {
        self.page = page
        self.version = version
        self.variant = variant
        self.link = link
        self.issued = issued
        self.nonce = nonce
        self.visitor = visitor
        self.facts = facts
    }
}

public import Vocabulary

/// What a key allows: events of one source, believed to a degree.
public struct SourceGrant: Sendable {
    /// Number of the source.
    public var source: Int32
    /// Its name, for live views.
    public var name: String
    /// The channel of its events unless they say otherwise.
    public var channel: Channel
    /// `trusted` for server keys, `claimed` for browser keys (which are public).
    public var trust: Trust
    /// For browser keys: the web origins that may use it ("https://shop.example", "https://*.example.com", "example.com"); empty = any.
    public var origins: [String]
    /// Secret under which the site's own server signs user ids (`userHash`); nil when not set up.
    public var identifySecret: [UInt8]?
    /// Whether the source refuses events for now.
    public var paused: Bool

    /// Whether a page of that web origin may use the key; a caller that is no page has none.
    public func allows(origin: String?) -> Bool {
        guard trust == .claimed, !origins.isEmpty, let origin else { return true }
        return CrossOrigin.isAllowed(origin, by: origins)
    }

    /// Whether the site's own server signed this user id: `hash` is hex HMAC-SHA256 of it under the identify secret.
    public func verifies(user: String, hash: String) -> Bool {
        identifySecret.map { TrustStep.isSigned(user, hash, $0) } ?? false
    }

    /// Makes a grant from its parts.
    public init(
        source: Int32, name: String, channel: Channel, trust: Trust, origins: [String] = [], identifySecret: [UInt8]? = nil,
        paused: Bool = false
    ) {
        self.source = source
        self.name = name
        self.channel = channel
        self.trust = trust
        self.origins = origins
        self.identifySecret = identifySecret
        self.paused = paused
    }
}

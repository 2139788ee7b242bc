/// Facts of an event that have a column of their own in the behavioural store, found by Collect's enrichment steps.
public struct EventFacts: Sendable, Equatable {
    /// Path of the page or screen ("/p/1"), without query.
    public var path: String?
    /// Page or screen title.
    public var title: String?
    /// Host that referred the visitor.
    public var referrerHost: String?
    /// utm_source or the platform's equivalent.
    public var utmSource: String?
    /// utm_medium.
    public var utmMedium: String?
    /// utm_campaign.
    public var utmCampaign: String?
    /// Advertising platform of the click id ("tencent_ads", "ocean_engine", "baidu", "kuaishou", "google", "meta").
    public var clickPlatform: String?
    /// The click id itself.
    public var clickID: String?
    /// Operating system ("iOS").
    public var os: String?
    /// Browser or host app ("WeChat").
    public var browser: String?
    /// "mobile", "desktop", "tablet", "bot".
    public var device: String?
    /// Origin (来源渠道) named by the event itself, when it is.
    public var origin: String?
    /// Amount of money of the event in fen.
    public var amountFen: Int64?

    /// No facts yet.
    public init() {}
}

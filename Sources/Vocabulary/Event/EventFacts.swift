/// Facts of an event that have a column of their own in the behavioural store, found by Collect's enrichment steps.
///
/// A value like any other, kept in one shared box until it is changed: an event is handed from step to step a dozen times, and a dozen texts would be
/// counted each time.
public struct EventFacts: Sendable, Equatable {
    private struct Values: Equatable {
        var path: String?
        var title: String?
        var referrerHost: String?
        var utmSource: String?
        var utmMedium: String?
        var utmCampaign: String?
        var clickPlatform: String?
        var clickID: String?
        var os: String?
        var browser: String?
        var device: String?
        var origin: String?
        var amountFen: Int64?
    }

    private final class Box: @unchecked Sendable {
        @exclusivity(unchecked) var values: Values
        init(_ values: Values) { self.values = values }
    }

    /// Nil while there is no fact; changed only while nobody else holds it.
    private var box: Box?

    /// No facts yet.
    public init() {}

    public static func == (a: EventFacts, b: EventFacts) -> Bool {
        a.box === b.box || (a.box?.values ?? Values()) == (b.box?.values ?? Values())
    }

    /// The box to write to, when there is something to write.
    @inline(__always) private mutating func own<Value>(_ value: Value?) -> Box? {
        if box == nil {
            if value != nil { box = Box(Values()) }
        } else if !isKnownUniquelyReferenced(&box) {
            box = box.map { Box($0.values) }
        }
        return box
    }

    /// Path of the page or screen ("/p/1"), without query.
    public var path: String? {
        get { box?.values.path }
        set { own(newValue)?.values.path = newValue }
    }
    /// Page or screen title.
    public var title: String? {
        get { box?.values.title }
        set { own(newValue)?.values.title = newValue }
    }
    /// Host that referred the visitor.
    public var referrerHost: String? {
        get { box?.values.referrerHost }
        set { own(newValue)?.values.referrerHost = newValue }
    }
    /// utm_source or the platform's equivalent.
    public var utmSource: String? {
        get { box?.values.utmSource }
        set { own(newValue)?.values.utmSource = newValue }
    }
    /// utm_medium.
    public var utmMedium: String? {
        get { box?.values.utmMedium }
        set { own(newValue)?.values.utmMedium = newValue }
    }
    /// utm_campaign.
    public var utmCampaign: String? {
        get { box?.values.utmCampaign }
        set { own(newValue)?.values.utmCampaign = newValue }
    }
    /// Advertising platform of the click id ("tencent_ads", "ocean_engine", "baidu", "kuaishou", "google", "meta").
    public var clickPlatform: String? {
        get { box?.values.clickPlatform }
        set { own(newValue)?.values.clickPlatform = newValue }
    }
    /// The click id itself.
    public var clickID: String? {
        get { box?.values.clickID }
        set { own(newValue)?.values.clickID = newValue }
    }
    /// Operating system ("iOS").
    public var os: String? {
        get { box?.values.os }
        set { own(newValue)?.values.os = newValue }
    }
    /// Browser or host app ("WeChat").
    public var browser: String? {
        get { box?.values.browser }
        set { own(newValue)?.values.browser = newValue }
    }
    /// "mobile", "desktop", "tablet", "bot".
    public var device: String? {
        get { box?.values.device }
        set { own(newValue)?.values.device = newValue }
    }
    /// Origin (来源渠道) named by the event itself, when it is.
    public var origin: String? {
        get { box?.values.origin }
        set { own(newValue)?.values.origin = newValue }
    }
    /// Amount of money of the event in fen.
    public var amountFen: Int64? {
        get { box?.values.amountFen }
        set { own(newValue)?.values.amountFen = newValue }
    }
}

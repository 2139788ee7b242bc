import Vocabulary

/// What brought a customer, taken from one event that says so.
struct Touch: Sendable, Equatable {
    /// When, ms since the epoch.
    var time: Int64
    /// The touch as JSON.
    var json: String

    /// Whether an event says what brought the customer.
    static func isTouch(_ facts: EventFacts) -> Bool {
        facts.origin != nil || facts.utmSource != nil || facts.clickID != nil || facts.referrerHost != nil || facts.utmCampaign != nil
            || facts.utmMedium != nil
    }

    /// The touch of an event.
    init(_ event: IncomingEvent) {
        time = event.time.milliseconds
        var out = JSONWriter(capacity: 160)
        out.beginObject()
        out.member("time", time)
        out.member("event", event.name)
        out.member("source", event.source)
        out.member("channel", event.channel.name)
        for (name, value) in [
            ("origin", event.facts.origin), ("utmSource", event.facts.utmSource), ("utmMedium", event.facts.utmMedium),
            ("utmCampaign", event.facts.utmCampaign), ("clickPlatform", event.facts.clickPlatform), ("clickID", event.facts.clickID),
            ("referrer", event.facts.referrerHost), ("path", event.facts.path),
        ] where value != nil { out.member(name, value) }
        out.endObject()
        json = out.text
    }

    /// A stored touch.
    init?(stored: String?) {
        guard let stored, let time = try? JSONValue(parsing: stored)["time"]?.int else { return nil }
        self.time = time
        json = stored
    }
}

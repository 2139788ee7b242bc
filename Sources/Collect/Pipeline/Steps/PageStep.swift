import Vocabulary

/// Page, referrer, campaign and click id out of the addresses in the record.
enum PageStep {
    static let step = Step(name: "page") { wire, context in
        if let url = wire.url {
            let page = PageAddress(url)
            if wire.event.facts.path == nil { wire.event.facts.path = page.path }
            if wire.event.facts.utmSource == nil { wire.event.facts.utmSource = page.utmSource }
            if wire.event.facts.utmMedium == nil { wire.event.facts.utmMedium = page.utmMedium }
            if wire.event.facts.utmCampaign == nil { wire.event.facts.utmCampaign = page.utmCampaign }
            if wire.event.facts.clickID == nil, let click = page.click {
                wire.event.facts.clickPlatform = click.platform
                wire.event.facts.clickID = click.id
            }
            if wire.event.facts.referrerHost == nil, let referrer = wire.referrer, let host = PageAddress.host(of: referrer),
                host != page.host
            {
                wire.event.facts.referrerHost = host
            }
        } else if let referrer = wire.referrer, wire.event.facts.referrerHost == nil {
            wire.event.facts.referrerHost = PageAddress.host(of: referrer)
        }
        // What brought the customer, when the record does not name it itself: what the origin registry says, else the campaign's source, else the
        // platform of the click.
        if wire.event.facts.origin == nil {
            wire.event.facts.origin = context.origin(wire.event.facts) ?? wire.event.facts.utmSource ?? wire.event.facts.clickPlatform
        }
    }
}

public import Vocabulary

/// What the address, the referrer and the agent of a request tell, for pages that Lianlu serves itself.
public enum PageFacts {
    /// Campaign and click id of the address, referrer's host, device.
    public static func read(address: String, referrer: String?, agent: String?) -> EventFacts {
        var facts = EventFacts()
        let page = PageAddress(address)
        facts.path = page.path
        facts.utmSource = page.utmSource
        facts.utmMedium = page.utmMedium
        facts.utmCampaign = page.utmCampaign
        facts.clickPlatform = page.click?.platform
        facts.clickID = page.click?.id
        facts.referrerHost = referrer.flatMap { PageAddress.host(of: $0) }
        if let agent {
            let device = UserAgent(agent)
            facts.os = device.os
            facts.browser = device.browser
            facts.device = device.device
        }
        return facts
    }
}

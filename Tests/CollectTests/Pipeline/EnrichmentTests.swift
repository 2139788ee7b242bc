import Testing

@testable import Collect

@Suite struct EnrichmentTests {
    @Test func address_givesPathCampaignAndClick() {
        let page = PageAddress(
            "https://Shop.Example:8443/p/1?utm_source=%E7%99%BE%E5%BA%A6&utm_medium=cpc&utm_campaign=a+b&gdt_vid=wx0123&x=1#top")
        #expect(page.host == "shop.example")
        #expect(page.path == "/p/1")
        #expect(page.utmSource == "百度")
        #expect(page.utmMedium == "cpc")
        #expect(page.utmCampaign == "a b")
        #expect(page.click == PageAddress.Click(platform: "tencent_ads", id: "wx0123"))
    }

    @Test(arguments: [
        ("https://a.cn", "/"), ("https://a.cn/", "/"), ("/pages/index?x=1", "/pages/index"),
        ("pages/index/index?a=1", "/pages/index/index"), ("", nil),
        ("https://u:p@a.cn/x#y", "/x"), ("?a=1", nil), ("mailto:x", "/mailto:x"),
    ])
    func address_path(_ url: String, _ path: String?) { #expect(PageAddress(url).path == path) }

    @Test func address_readsParametersOfTheFragment() {
        let page = PageAddress("https://a.cn/#/goods?utm_source=wx&bd_vid=77")
        #expect(page.utmSource == "wx")
        #expect(page.click == PageAddress.Click(platform: "baidu", id: "77"))
        #expect(page.path == "/")
    }

    @Test(arguments: [
        ("qz_gdt", "tencent_ads"), ("clickid", "ocean_engine"), ("bd_vid", "baidu"), ("callback", "kuaishou"), ("gclid", "google"),
        ("fbclid", "meta"),
    ])
    func clickIDs(_ name: String, _ platform: String) { #expect(PageAddress("https://a.cn/?\(name)=v").click?.platform == platform) }

    @Test func host_ofReferrer() {
        #expect(PageAddress.host(of: "https://www.Baidu.com/s?wd=x") == "www.baidu.com")
        #expect(PageAddress.host(of: "android-app://com.tencent.mm") == "com.tencent.mm")
        #expect(PageAddress.host(of: "nothing") == nil)
    }

    @Test(
        arguments: [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.42(0x18002a2f) NetType/WIFI",
                "iOS", "WeChat", "mobile", false
            ),
            (
                "Mozilla/5.0 (Linux; Android 13; M2011K2C) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0 miniProgram/wx123",
                "Android", "WeChat", "mobile", true
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 wxwork/4.1.10 MicroMessenger/7.0.1",
                "Windows", "WeCom", "desktop", false
            ),
            (
                "Mozilla/5.0 (Linux; Android 12; V2) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36 aweme.270600 NetType/5G",
                "Android", "Douyin", "mobile", false
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.1 Safari/605.1.15", "macOS", "Safari",
                "desktop", false
            ),
            ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", nil, nil, "bot", false),
            ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", "iOS", "Safari", "tablet", false),
            ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/121.0", "Windows", "Firefox", "desktop", false),
            ("", nil, nil, nil, false),
        ] as [(String, String?, String?, String?, Bool)])
    func userAgents(_ text: String, _ os: String?, _ browser: String?, _ device: String?, _ mini: Bool) {
        let agent = UserAgent(text)
        #expect(agent.os == os)
        #expect(agent.browser == browser)
        #expect(agent.device == device)
        #expect(agent.isMiniProgram == mini)
    }

    @Test func garbage_neverTraps() {
        var random = SeededRandom(state: 11)
        let pieces = [
            "https://", "/", "?", "#", "utm_source=", "&", "=", "%", "%E4", "gclid", ":", "@", "中", "\u{0}", "a.cn", "iphone", "bot",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined()
            _ = PageAddress(text)
            _ = PageAddress.host(of: text)
            _ = UserAgent(text)
        }
    }
}

/// Click ids by the name of the parameter that advertising platforms add to landing pages.
enum ClickIDs {
    private static let platforms: [String: String] = [
        "gdt_vid": "tencent_ads", "qz_gdt": "tencent_ads",
        "clickid": "ocean_engine",
        "bd_vid": "baidu",
        "callback": "kuaishou", "ks_callback": "kuaishou", "ksCallback": "kuaishou",
        "click_id": "xiaohongshu", "track_id": "xiaohongshu",
        "gclid": "google", "gbraid": "google", "wbraid": "google",
        "fbclid": "meta", "msclkid": "bing", "ttclid": "tiktok",
    ]

    /// The platform that uses this parameter.
    static func platform(of parameter: String) -> String? { platforms[parameter] }
}

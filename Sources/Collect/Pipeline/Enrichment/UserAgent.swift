/// What a user agent says about system, browser and device; enough for breakdowns, not a census.
struct UserAgent: Sendable, Equatable {
    /// "iOS", "Android", "HarmonyOS", "Windows", "macOS", "Linux".
    var os: String?
    /// Browser or host app: "WeChat", "WeCom", "Douyin", "Chrome" …
    var browser: String?
    /// "mobile", "tablet", "desktop", "bot".
    var device: String?
    /// Whether the page runs inside a mini program's web view, or the request comes from a mini program.
    var isMiniProgram = false

    init(_ text: String) {
        let agent = Array(text.utf8.prefix(1024).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
        func has(_ token: StaticString) -> Bool { Self.contains(agent, token) }

        if has("bot") && !has("cubot") || has("spider") || has("crawler") || has("slurp") || has("headlesschrome") || has("lighthouse") {
            device = "bot"
        }
        isMiniProgram = has("miniprogram") || has("toutiaomicroapp")

        if has("iphone") || has("ipod") || has("ipad") {
            os = "iOS"
        } else if has("harmonyos") || has("openharmony") {
            os = "HarmonyOS"
        } else if has("android") {
            os = "Android"
        } else if has("windows") {
            os = "Windows"
        } else if has("mac os x") || has("macintosh") {
            os = "macOS"
        } else if has("linux") || has("x11") {
            os = "Linux"
        }

        // Host apps before the engines they are built on.
        let names: [(StaticString, String)] = [
            ("wxwork", "WeCom"), ("micromessenger", "WeChat"), ("douyin", "Douyin"), ("aweme", "Douyin"), ("toutiao", "Toutiao"),
            ("newsarticle", "Toutiao"),
            ("kwai", "Kuaishou"), ("kuaishou", "Kuaishou"), ("xiaohongshu", "Xiaohongshu"), ("discover/", "Xiaohongshu"),
            ("dingtalk", "DingTalk"),
            ("lark/", "Feishu"), ("feishu", "Feishu"), ("weibo", "Weibo"), ("alipayclient", "Alipay"), ("aliapp(tb", "Taobao"),
            ("jdapp", "JD"),
            ("qq/", "QQ"), ("baiduboxapp", "Baidu App"), ("ucbrowser", "UC Browser"), ("mqqbrowser", "QQ Browser"),
            ("qqbrowser", "QQ Browser"),
            ("huaweibrowser", "Huawei Browser"), ("miuibrowser", "Xiaomi Browser"), ("heytapbrowser", "OPPO Browser"),
            ("vivobrowser", "vivo Browser"),
            ("samsungbrowser", "Samsung Browser"), ("edg", "Edge"), ("opr/", "Opera"), ("firefox", "Firefox"), ("fxios", "Firefox"),
            ("crios", "Chrome"),
            ("chrome", "Chrome"), ("safari", "Safari"), ("msie", "Internet Explorer"), ("trident", "Internet Explorer"),
        ]
        browser = names.first { has($0.0) }?.1

        guard device == nil else { return }
        if has("ipad") || has("tablet") || (os == "Android" && !has("mobile")) {
            device = "tablet"
        } else if has("mobile") || os == "iOS" {
            device = "mobile"
        } else if os != nil {
            device = "desktop"
        }
    }

    private static func contains(_ text: [UInt8], _ token: StaticString) -> Bool {
        let count = token.utf8CodeUnitCount
        guard text.count >= count else { return false }
        return text.withUnsafeBufferPointer { text in
            let first = token.utf8Start[0]
            search: for start in 0...(text.count - count) where text[start] == first {
                for offset in 1..<Swift.max(count, 1) where text[start + offset] != token.utf8Start[offset] { continue search }
                return true
            }
            return false
        }
    }
}

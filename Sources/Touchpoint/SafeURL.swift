/// Which addresses may stand in pages and links: what a visitor's browser can be sent to without harm.
enum SafeURL {
    /// A full web address.
    static func isWeb(_ text: String) -> Bool {
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 2000, !hasControl(text) else { return false }
        let rest = text.drop { $0 != "/" }.dropFirst(2)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !host.isEmpty && !host.contains("@")
            && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == ":" || $0 == "[" || $0 == "]" }
    }

    /// A picture: an encrypted web address or one that was uploaded here.
    static func isImage(_ text: String) -> Bool {
        (text.hasPrefix("https://") && isWeb(text))
            || (text.hasPrefix("/media/") && !text.contains("..") && !hasControl(text) && text.utf8.count < 200)
    }

    /// A path of the same site.
    static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && !text.hasPrefix("//") && !text.hasPrefix("/\\") && text.utf8.count <= 1000 && !hasControl(text)
    }

    /// What a consult button may open: a telephone number, or an https address of WeCom (微信客服, 获客链接) or of a mini-program link.
    static func isConsult(_ text: String) -> Bool {
        if isPhone(text) { return true }
        guard text.hasPrefix("https://"), isWeb(text) else { return false }
        let host = text.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        return ["work.weixin.qq.com", "wxaurl.cn", "wxmpurl.cn", "u.wechat.com"].contains(host)
    }

    /// A telephone number: digits, +, -, spaces.
    static func isPhone(_ text: String) -> Bool {
        (3...24).contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) || $0 == "+" || $0 == "-" || $0 == " " }
    }

    private static func hasControl(_ text: String) -> Bool {
        text.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x27 || $0 == 0x3C || $0 == 0x3E || $0 == 0x5C || $0 == 0x7F }
    }
}

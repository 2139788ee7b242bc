public import Vocabulary

/// Tencent Ads, Marketing API v3.0 `user_actions/add` (facts/channels.md §6.2): time in seconds, value in fen, repeats recognised by `outer_action_id`.
public enum TencentAds: AdPlatform {
    public static let key = "tencent_ads"
    public static let names = (hans: "腾讯广告", hant: "騰訊廣告", en: "Tencent Ads")
    public static let fields = [
        AdField("userActionSetId", "数据源 ID", "數據源 ID", "User action set id", required: true),
        AdField("baseURL", "接口地址", "接口地址", "API address", standard: "https://api.e.qq.com"),
    ]
    public static let dedupes = true
    public static let standardMapping = [
        StageRow(.formSubmitted, "RESERVATION"), StageRow(.leadContacted, "PHONE_CONNECTED"),
        StageRow(.leadQualified, "CONFIRM_EFFECTIVE_LEADS"),
        StageRow(.leadOpportunity, "CONFIRM_POTENTIAL_CUSTOMER"), StageRow(.leadInvalid, "INEFFECTIVE_LEADS"),
        StageRow(.orderPlaced, "COMPLETE_ORDER", unit: .fen), StageRow(.orderPaid, "PURCHASE", unit: .fen),
        StageRow(.orderRefunded, "RETURN", unit: .fen),
    ]
    public static let eventNames = [
        "RESERVATION": AdEventName("提交表单", "提交表單", "Form submitted"),
        "PHONE_CONNECTED": AdEventName("电话接通", "電話接通", "Call connected"),
        "CONFIRM_EFFECTIVE_LEADS": AdEventName("有效线索", "有效線索", "Valid lead"),
        "CONFIRM_POTENTIAL_CUSTOMER": AdEventName("高意向", "高意向", "High intent"),
        "INEFFECTIVE_LEADS": AdEventName("无效线索", "無效線索", "Invalid lead"),
        "COMPLETE_ORDER": AdEventName("提交订单", "提交訂單", "Order submitted"),
        "PURCHASE": AdEventName("付款", "付款", "Paid"),
        "RETURN": AdEventName("退款", "退款", "Refund"),
    ]

    public static func call(_ conversion: Conversion, _ account: AdAccount, token: String, phoneHash: String?, now: Instant, nonce: String)
        -> HTTPCall
    {
        var action: JSONObject = [
            "action_time": .int(conversion.occurredAt.milliseconds / 1000), "action_type": .string(conversion.event),
            "outer_action_id": .string(conversion.outerID),
        ]
        if !conversion.clickID.isEmpty { action["trace"] = ["click_id": .string(conversion.clickID)] }
        if let phoneHash { action["user_id"] = ["sha256_phone": .string(phoneHash)] }
        if let amount = conversion.amountFen, conversion.unit != .none {
            action["action_param"] = ["value": conversion.unit == .fen ? .int(amount) : .double(Double(amount) / 100)]
        }
        let body: JSONValue = [
            "account_id": Int64(account.externalID).map { .int($0) } ?? .string(account.externalID),
            "user_action_set_id": .string(account.setting("userActionSetId", fields)), "actions": [.object(action)],
        ]
        let address =
            account.setting("baseURL", fields)
            + "/v3.0/user_actions/add?access_token=\(token)&timestamp=\(now.milliseconds / 1000)&nonce=\(nonce)"
        return HTTPCall("POST", address, headers: [("Content-Type", "application/json")], body: body.bytes)
    }

    public static func read(_ answer: HTTPAnswer) -> FeedbackResult {
        guard let json = answer.json, let code = json["code"]?.int else {
            return answer.status >= 500 || answer.status == 429
                ? .later(milliseconds: 10_000, code: "http_\(answer.status)") : .unknown("HTTP \(answer.status)")
        }
        if code == 0 { return .ok }
        let text = "\(code) \(json["message_cn"]?.string ?? json["message"]?.string ?? "")"
        // 11xxx: the token (UNVERIFIED, facts §0): a person must renew it; nothing was counted.
        if (11_000..<12_000).contains(code) { return .later(milliseconds: 300_000, code: "auth " + text) }
        if code == 41_002 || answer.status == 429 || answer.status >= 500 { return .later(milliseconds: 20_000, code: text) }
        return .rejected(code: text)
    }
}

public import Vocabulary

/// Ocean Engine `v2/conversion` (facts/channels.md §6.3): time in ms, `pay_amount` in fen; no repeat recognition is documented.
public enum OceanEngine: AdPlatform {
    public static let key = "ocean_engine"
    public static let names = (hans: "巨量引擎", hant: "巨量引擎", en: "Ocean Engine")
    public static let fields = [AdField("baseURL", "接口地址", "接口地址", "API address", standard: "https://analytics.oceanengine.com")]
    public static let dedupes = false
    public static let standardMapping = [
        StageRow(.formSubmitted, "form"), StageRow(.leadContacted, "phone_connect"), StageRow(.leadQualified, "clue_confirm"),
        StageRow(.leadOpportunity, "clue_high_intention"), StageRow(.leadInvalid, "failed_lead"),
        StageRow(.orderPlaced, "in_app_order", unit: .fen),
        StageRow(.orderPaid, "active_pay", unit: .fen), StageRow(.orderRefunded, "ecom_refund", unit: .fen),
    ]
    public static let eventNames = [
        "form": AdEventName("提交表单", "提交表單", "Form submitted"),
        "phone_connect": AdEventName("电话接通", "電話接通", "Call connected"),
        "clue_confirm": AdEventName("有效线索", "有效線索", "Valid lead"),
        "clue_high_intention": AdEventName("高意向", "高意向", "High intent"),
        "failed_lead": AdEventName("无效线索", "無效線索", "Invalid lead"),
        "in_app_order": AdEventName("提交订单", "提交訂單", "Order submitted"),
        "active_pay": AdEventName("付款", "付款", "Paid"),
        "ecom_refund": AdEventName("退款", "退款", "Refund"),
    ]

    public static func call(_ conversion: Conversion, _ account: AdAccount, token: String, phoneHash: String?, now: Instant, nonce: String)
        -> HTTPCall
    {
        var properties = JSONObject()
        if let amount = conversion.amountFen, conversion.unit != .none {
            properties["pay_amount"] = conversion.unit == .fen ? .int(amount) : .double(Double(amount) / 100)
        }
        if conversion.stageEvent.hasPrefix("order:") { properties["order_id"] = .string(conversion.stageEvent) }
        let body: JSONValue = [
            "event_type": .string(conversion.event), "context": ["ad": ["callback": .string(conversion.clickID), "match_type": 0]],
            "properties": .object(properties), "timestamp": .int(conversion.occurredAt.milliseconds),
        ]
        var headers = [("Content-Type", "application/json")]
        if !token.isEmpty { headers.append(("Access-Token", token)) }
        return HTTPCall("POST", account.setting("baseURL", fields) + "/api/v2/conversion", headers: headers, body: body.bytes)
    }

    public static func read(_ answer: HTTPAnswer) -> FeedbackResult {
        guard let json = answer.json, let code = json["code"]?.int else {
            return answer.status >= 500 || answer.status == 429
                ? .later(milliseconds: 10_000, code: "http_\(answer.status)") : .unknown("HTTP \(answer.status)")
        }
        // 128 is no error (community SDK, facts §6.3).
        if code == 0 || code == 128 { return .ok }
        let text = "\(code) \(json["message"]?.string ?? "")"
        if code == 40_100 { return .later(milliseconds: 10_000, code: text) }
        if code == 40_102 || code == 40_105 { return .later(milliseconds: 300_000, code: "auth " + text) }
        return .rejected(code: text)
    }
}

public import Vocabulary

/// Ocean Engine `v2/conversion` (facts/channels.md §6.3): every accepted call counts; there is no repeat recognition.
public final class OceanEngineStandIn: SandboxPlatform {
    public let name = "ocean_engine"
    public let title = "巨量引擎"
    static let events: Set<String> = [
        "active", "active_register", "active_pay", "form", "phone", "phone_confirm", "phone_connect", "phone_effective",
        "consult_effective",
        "consult_clue", "customer_effective", "clue_confirm", "clue_interflow", "clue_high_intention", "clue_pay_succeed", "arrival_lead",
        "failed_lead",
        "wechat", "in_app_order", "in_app_pay", "coupon", "shopping", "ecom_successful_pay", "ecom_refund",
    ]

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] { [("externalId", "1700000000000001")] }
    public var revoked: SandboxAnswer { SandboxAnswer(200, ["code": 40105, "message": "access token is invalid"], accepted: false) }
    public var throttled: SandboxAnswer { SandboxAnswer(200, ["code": 40100, "message": "too many requests"], accepted: false) }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        func refuse(_ code: Int64, _ text: String) -> SandboxAnswer {
            SandboxAnswer(200, ["code": .int(code), "message": .string(text)], accepted: false, summary: ["body": request.json ?? .null])
        }
        guard request.path == "/api/v2/conversion", request.method == "POST", let body = request.json else {
            return refuse(40_000, "bad request")
        }
        guard let event = body["event_type"]?.string, Self.events.contains(event) else { return refuse(40_001, "unknown event_type") }
        guard let callback = body["context"]?["ad"]?["callback"]?.string, !callback.isEmpty else {
            return refuse(40_001, "callback is required")
        }
        // Seconds instead of milliseconds is the commonest mistake.
        guard let time = body["timestamp"]?.int, time > 1_000_000_000_000, time < now.milliseconds + 600_000 else {
            return refuse(40_001, "timestamp must be in milliseconds")
        }
        if let amount = body["properties"]?["pay_amount"], amount.int == nil || amount.int! < 0 {
            return refuse(40_001, "pay_amount must be an integer in fen")
        }
        return SandboxAnswer(
            200, ["code": 0, "message": "success"], accepted: true,
            summary: ["event": .string(event), "callback": .string(callback), "amount": body["properties"]?["pay_amount"] ?? .null])
    }
}

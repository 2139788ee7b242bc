import Crypto
import Foundation
import Synchronization
public import Vocabulary

/// Aliyun SMS (dysmsapi 2017-05-25, RPC signature v1; facts/channels.md §7.1).
public final class AliyunSMSStandIn: SandboxPushes {
    public let name = "aliyun_sms"
    public let title = "阿里云短信"
    static let keyID = "sandbox-ak"
    static let secret = "sandbox-secret"
    /// Messages a number may get in a day before flow control.
    static let dailyCap = 10

    private struct State {
        var next = 1
        var sent: [String: [(day: Int64, biz: String, outID: String)]] = [:]
        var nonces: Set<String> = []
    }
    private let state = Mutex(State())

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] {
        [("accessKeyId", Self.keyID), ("accessKeySecret", Self.secret), ("signName", "链路沙箱"), ("templateCode", "SMS_100001")]
    }

    public var revoked: SandboxAnswer { Self.error(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.") }
    public var throttled: SandboxAnswer { Self.error(400, "Throttling.User", "Request was denied due to user flow control.") }

    private static func error(_ status: Int, _ code: String, _ message: String, _ summary: JSONObject = JSONObject()) -> SandboxAnswer {
        SandboxAnswer(
            status, ["Code": .string(code), "Message": .string(message), "RequestId": "SANDBOX"], accepted: false, summary: summary)
    }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        let items = request.query + Forms.parse(request.body)
        var values: [String: String] = [:]
        for item in items { values[item.name] = item.value }
        guard values["AccessKeyId"] == Self.keyID else { return revoked }
        let canonical = items.filter { $0.name != "Signature" }.sorted { $0.name < $1.name }.map {
            Forms.encode($0.name) + "=" + Forms.encode($0.value)
        }
        .joined(separator: "&")
        let text = request.method + "&%2F&" + Forms.encode(canonical)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array((Self.secret + "&").utf8)))
        guard values["Signature"] == Data(code).base64EncodedString() else {
            return Self.error(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.")
        }
        guard let stamp = values["Timestamp"].flatMap({ ISO8601.parse($0) }), abs(now.since(stamp)) < 15 * 60_000 else {
            return Self.error(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        }
        let nonce = values["SignatureNonce"] ?? ""
        guard !nonce.isEmpty, state.withLock({ $0.nonces.insert(nonce).inserted }) else {
            return Self.error(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
        }
        switch values["Action"] {
        case "SendSms": return send(values, at: now)
        case "QuerySendDetails": return details(values)
        default: return Self.error(404, "InvalidAction.NotFound", "Specified api is not found.")
        }
    }

    private func send(_ values: [String: String], at now: Instant) -> SandboxAnswer {
        let phones = (values["PhoneNumbers"] ?? "").split(separator: ",").map(String.init)
        let summary: JSONObject = [
            "phone": .string(phones.joined(separator: ",")), "sign": .string(values["SignName"] ?? ""),
            "template": .string(values["TemplateCode"] ?? ""), "params": .string(values["TemplateParam"] ?? ""),
            "outId": .string(values["OutId"] ?? ""),
        ]
        guard values["SignName"]?.isEmpty == false else { return Self.error(200, "isv.SMS_SIGNATURE_ILLEGAL", "签名不合法", summary) }
        guard values["TemplateCode"]?.hasPrefix("SMS_") == true else {
            return Self.error(200, "isv.SMS_TEMPLATE_ILLEGAL", "模板不合法", summary)
        }
        guard !phones.isEmpty, phones.count <= 1000,
            phones.allSatisfy({ $0.utf8.count == 11 && $0.hasPrefix("1") && $0.allSatisfy(\.isNumber) })
        else {
            return Self.error(200, "isv.MOBILE_NUMBER_ILLEGAL", "非法手机号", summary)
        }
        if let params = values["TemplateParam"], !params.isEmpty, (try? JSONValue(parsing: params))?.object == nil {
            return Self.error(200, "isv.INVALID_JSON_PARAM", "JSON 参数不合法", summary)
        }
        let day = now.milliseconds / 86_400_000
        let biz: String? = state.withLock { state in
            for phone in phones where state.sent[phone, default: []].count(where: { $0.day == day }) >= Self.dailyCap { return nil }
            let biz = "\(900_000_000_000 + state.next)^0"
            state.next += 1
            for phone in phones { state.sent[phone, default: []].append((day, biz, values["OutId"] ?? "")) }
            return biz
        }
        guard let biz else { return Self.error(200, "isv.BUSINESS_LIMIT_CONTROL", "触发天级流控", summary) }
        return SandboxAnswer(
            200, ["Code": "OK", "Message": "OK", "BizId": .string(biz), "RequestId": "SANDBOX"], accepted: true, summary: summary)
    }

    public func receipts(of request: SandboxRequest, _ answer: SandboxAnswer, at now: Instant) -> [JSONValue] {
        guard let biz = answer.body["BizId"]?.string else { return [] }
        let time = Self.stamp(now)
        return [
            .array(
                (answer.summary["phone"]?.string ?? "").split(separator: ",").map { phone in
                    [
                        "phone_number": .string(String(phone)), "send_time": .string(time), "report_time": .string(time), "success": true,
                        "err_code": "DELIVERED", "err_msg": "用户接收成功", "sms_size": "1", "biz_id": .string(biz),
                        "out_id": answer.summary["outId"] ?? "",
                    ]
                })
        ]
    }

    public func reply(from phone: String, _ text: String, at now: Instant) -> JSONValue {
        [
            [
                "phone_number": .string(phone), "send_time": .string(Self.stamp(now)), "content": .string(text), "sign_name": "链路沙箱",
                "dest_code": "10690000", "sequence_id": .int(now.milliseconds),
            ]
        ]
    }

    public func isTaken(_ answer: JSONValue?) -> Bool { answer?["code"]?.int == 0 }

    /// "2026-11-01 10:00:00" in Beijing, as the real one writes.
    private static func stamp(_ now: Instant) -> String {
        String(ISO8601.format(now.adding(milliseconds: 8 * 3_600_000)).prefix(19)).replacing("T", with: " ")
    }

    private func details(_ values: [String: String]) -> SandboxAnswer {
        let phone = values["PhoneNumber"] ?? ""
        let found = state.withLock { $0.sent[phone] ?? [] }.filter { values["BizId"] == nil || $0.biz == values["BizId"] }
        let list = found.map { item -> JSONValue in
            ["PhoneNum": .string(phone), "SendStatus": 3, "ErrCode": "DELIVERED", "BizId": .string(item.biz), "OutId": .string(item.outID)]
        }
        return SandboxAnswer(
            200, ["Code": "OK", "TotalCount": .int(list.count), "SmsSendDetailDTOs": ["SmsSendDetailDTO": .array(list)]], accepted: true,
            summary: ["query": .string(phone)])
    }
}

import Crypto
import Synchronization
public import Vocabulary

/// Tencent Cloud SMS (2021-01-11, TC3-HMAC-SHA256; facts/channels.md §7.2).
public final class TencentSMSStandIn: SandboxPushes {
    public let name = "tencent_sms"
    public let title = "腾讯云短信"
    static let secretID = "sandbox-id"
    static let secretKey = "sandbox-key"
    static let dailyCap = 10

    private struct State {
        var next = 1
        var sent: [String: [Int64]] = [:]
    }
    private let state = Mutex(State())

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] {
        [
            ("secretId", Self.secretID), ("secretKey", Self.secretKey), ("sdkAppId", "1400000000"), ("signName", "链路沙箱"),
            ("region", "ap-guangzhou"), ("templateCode", "100001"),
        ]
    }

    public var revoked: SandboxAnswer { Self.error("AuthFailure.SecretIdNotFound", "The SecretId is not found.") }
    public var throttled: SandboxAnswer { Self.error("RequestLimitExceeded", "Your current request times exceeds the limit.") }

    private static func error(_ code: String, _ message: String) -> SandboxAnswer {
        SandboxAnswer(
            200, ["Response": ["Error": ["Code": .string(code), "Message": .string(message)], "RequestId": "SANDBOX"]], accepted: false,
            summary: ["error": .string(code)])
    }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        guard let stamp = request.headers["x-tc-timestamp"].flatMap({ Int64($0) }), abs(now.milliseconds / 1000 - stamp) < 300 else {
            return Self.error("AuthFailure.SignatureExpire", "The signature is expired.")
        }
        let authorization = request.headers["authorization"] ?? ""
        guard authorization.contains("Credential=\(Self.secretID)/") else { return revoked }
        guard isSigned(request, authorization, stamp) else {
            return Self.error("AuthFailure.SignatureFailure", "The signature is not valid.")
        }
        guard request.headers["x-tc-action"] == "SendSms" else { return Self.error("InvalidAction", "The action is not valid.") }
        guard let body = request.json, let phones = body["PhoneNumberSet"]?.array?.compactMap(\.string), !phones.isEmpty else {
            return Self.error("InvalidParameter", "PhoneNumberSet is missing.")
        }
        let day = now.milliseconds / 86_400_000
        var all = true
        let results = phones.map { phone -> JSONValue in
            var code = "Ok"
            if body["TemplateId"]?.string?.isEmpty != false { code = "FailedOperation.TemplateIncorrectOrUnapproved" }
            if !phone.hasPrefix("+") || phone.utf8.count < 9 { code = "InvalidParameterValue.IncorrectPhoneNumber" }
            let serial = state.withLock { state -> Int in
                if state.sent[phone, default: []].count(where: { $0 == day }) >= Self.dailyCap {
                    code = "LimitExceeded.PhoneNumberDailyLimit"
                }
                if code == "Ok" { state.sent[phone, default: []].append(day) }
                state.next += 1
                return state.next
            }
            if code != "Ok" { all = false }
            return [
                "SerialNo": .string(code == "Ok" ? "2640:\(serial)" : ""), "PhoneNumber": .string(phone), "Fee": code == "Ok" ? 1 : 0,
                "SessionContext": body["SessionContext"] ?? "", "Code": .string(code),
                "Message": .string(code == "Ok" ? "send success" : code),
                "IsoCode": "CN",
            ]
        }
        return SandboxAnswer(
            200, ["Response": ["SendStatusSet": .array(results), "RequestId": "SANDBOX"]], accepted: all,
            summary: [
                "phone": .string(phones.joined(separator: ",")), "sign": body["SignName"] ?? "", "template": body["TemplateId"] ?? "",
                "params": body["TemplateParamSet"] ?? .null, "session": body["SessionContext"] ?? "",
            ])
    }

    public func receipts(of request: SandboxRequest, _ answer: SandboxAnswer, at now: Instant) -> [JSONValue] {
        let sent = (answer.body["Response"]?["SendStatusSet"]?.array ?? []).filter { $0["Code"]?.string == "Ok" }
        guard !sent.isEmpty else { return [] }
        let time = String(ISO8601.format(now.adding(milliseconds: 8 * 3_600_000)).prefix(19)).replacing("T", with: " ")
        return [
            .array(
                sent.map { item in
                    let phone = item["PhoneNumber"]?.string ?? ""
                    return [
                        "user_receive_time": .string(time), "nationcode": "86",
                        "mobile": .string(phone.hasPrefix("+86") ? String(phone.dropFirst(3)) : phone),
                        "report_status": "SUCCESS", "errmsg": "DELIVRD", "description": "用户短信送达成功", "sid": item["SerialNo"] ?? "",
                        "ext": item["SessionContext"] ?? "",
                    ]
                })
        ]
    }

    public func reply(from phone: String, _ text: String, at now: Instant) -> JSONValue {
        [
            "extend": "", "mobile": .string(phone), "nationcode": "86", "sign": "链路沙箱", "text": .string(text),
            "time": .int(now.milliseconds / 1000),
        ]
    }

    public func isTaken(_ answer: JSONValue?) -> Bool { answer?["result"]?.int == 0 }

    private func isSigned(_ request: SandboxRequest, _ authorization: String, _ stamp: Int64) -> Bool {
        guard let names = authorization.split(separator: "SignedHeaders=").last?.split(separator: ",").first.map(String.init),
            let signature = authorization.split(separator: "Signature=").last.map(String.init)
        else { return false }
        let headers = names.split(separator: ";").map { "\($0):\(lowered(request.headers[String($0)] ?? "", String($0)))\n" }.joined()
        let canonical = "\(request.method)\n/\n\n\(headers)\n\(names)\n\(Hex.encode(SHA256.hash(data: request.body)))"
        let date = TimeZoneRules.utc.date(at: Instant(seconds: stamp)).description
        let text = "TC3-HMAC-SHA256\n\(stamp)\n\(date)/sms/tc3_request\n\(Hex.encode(SHA256.hash(data: Array(canonical.utf8))))"
        var key = Array(("TC3" + Self.secretKey).utf8)
        for part in [date, "sms", "tc3_request"] {
            key = Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: key)))
        }
        return signature == Hex.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    private func lowered(_ value: String, _ name: String) -> String { name == "x-tc-action" ? value.lowercased() : value }
}

/// Lower-case hexadecimal.
enum Hex {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

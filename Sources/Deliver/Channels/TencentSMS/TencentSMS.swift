import Crypto
import Vocabulary

/// Tencent Cloud SMS (2021-01-11, TC3-HMAC-SHA256; facts/channels.md §7.2).
enum TencentSMS: ChannelKind {
    static let kind = "sms_tencent"
    static let medium = "sms"
    static let fields = [
        ChannelField("secretId"), ChannelField("secretKey", secret: true), ChannelField("sdkAppId"), ChannelField("signName"),
        ChannelField("notifyTemplateCode", optional: true), ChannelField("region", standard: "ap-guangzhou"),
        ChannelField("baseURL", standard: "https://sms.tencentcloudapi.com"),
    ]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        let phone = message.receiver.hasPrefix("+") ? message.receiver : "+86" + message.receiver
        let body: JSONValue = [
            "PhoneNumberSet": [.string(phone)], "SmsSdkAppId": .string(access["sdkAppId"]), "TemplateId": .string(message.code),
            "SignName": .string(access["signName"]), "TemplateParamSet": .strings(message.params.map(\.value)),
            "SessionContext": .string(String(message.key.prefix(120))),
        ]
        let answer = await access.call(call("SendSms", body.bytes, access))
        switch answer {
        case .failure(let failure): return failure.result
        case .success(let answer): return result(answer)
        }
    }

    /// Receipts come as an array, an answer of a customer as one object (facts/channels.md §7.2).
    static func pushed(_ body: JSONValue) -> Pushed? {
        var pushed = Pushed(reply: ["result": 0, "errmsg": "OK"])
        if let list = body.array, !list.isEmpty {
            for item in list {
                guard let id = item["sid"]?.plainText, let state = item["report_status"]?.plainText else { return nil }
                pushed.receipts.append(
                    Pushed.Receipt(
                        providerID: id, isDelivered: state == "SUCCESS",
                        code: state == "SUCCESS" ? "" : item["errmsg"]?.plainText ?? "failed"))
            }
            return pushed
        }
        guard let phone = body["mobile"]?.plainText, let text = body["text"]?.plainText else { return nil }
        pushed.answers = [Pushed.Answer(phone: phone, text: text)]
        return pushed
    }

    private static func result(_ answer: HTTPAnswer) -> SendResult {
        guard let response = answer.json?["Response"] else {
            return answer.status >= 500
                ? .later(milliseconds: 10_000, code: "http_\(answer.status)", text: "") : .unknown("HTTP \(answer.status)")
        }
        if let code = response["Error"]?["Code"]?.string {
            let text = "\(code) \(response["Error"]?["Message"]?.string ?? "")"
            if code == "RequestLimitExceeded" { return .later(milliseconds: 5_000, code: "throttled", text: text) }
            if code.hasPrefix("AuthFailure") { return .later(milliseconds: 300_000, code: "credentials", text: text) }
            if code.hasPrefix("InternalError") { return .later(milliseconds: 10_000, code: "provider_error", text: text) }
            return .rejected(code: code, text: text)
        }
        // HTTP 200 does not mean success: the result is per number.
        guard let one = response["SendStatusSet"]?[0], let code = one["Code"]?.string else { return .unknown("No result for the number.") }
        let text = one["Message"]?.string ?? ""
        switch code {
        case "Ok": return .accepted(one["SerialNo"]?.string ?? "")
        case "FailedOperation.PhoneNumberInBlacklist": return .rejected(code: "opted_out_at_provider", text: text)
        case "InvalidParameterValue.IncorrectPhoneNumber": return .rejected(code: "bad_number", text: text)
        case "FailedOperation.InsufficientBalanceInSmsPackage": return .later(milliseconds: 600_000, code: "account_stopped", text: text)
        case let limit where limit.hasPrefix("LimitExceeded.PhoneNumber"): return .rejected(code: "number_flow_control", text: text)
        case let template where template.contains("Template"): return .rejected(code: "template_refused", text: "\(code) \(text)")
        default: return .rejected(code: code, text: text)
        }
    }

    private static func call(_ action: String, _ body: [UInt8], _ access: ChannelAccess) -> HTTPCall {
        let base = access["baseURL"]
        let host = String(base.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" })
        let stamp = access.clock.now.milliseconds / 1000
        let headers = [("content-type", "application/json; charset=utf-8"), ("host", host), ("x-tc-action", action.lowercased())]
        let signed = sign(
            headers: headers, body: body, stamp: stamp, service: "sms", id: access["secretId"], key: access["secretKey"])
        return HTTPCall(
            "POST", base + "/",
            headers: [
                ("Content-Type", "application/json; charset=utf-8"), ("Authorization", signed.authorization), ("X-TC-Action", action),
                ("X-TC-Version", "2021-01-11"), ("X-TC-Timestamp", String(stamp)), ("X-TC-Region", access["region"]),
            ], body: body)
    }

    /// TC3 signature; vector V16.
    static func sign(headers: [(String, String)], body: [UInt8], stamp: Int64, service: String, id: String, key: String) -> (
        canonicalHash: String, signature: String, authorization: String
    ) {
        let names = headers.map(\.0).joined(separator: ";")
        let canonical = "POST\n/\n\n" + headers.map { "\($0.0):\($0.1)\n" }.joined() + "\n\(names)\n\(hex(SHA256.hash(data: body)))"
        let date = TimeZoneRules.utc.date(at: Instant(seconds: stamp)).description
        let scope = "\(date)/\(service)/tc3_request"
        let canonicalHash = hex(SHA256.hash(data: Array(canonical.utf8)))
        let text = "TC3-HMAC-SHA256\n\(stamp)\n\(scope)\n\(canonicalHash)"
        var secret = Array(("TC3" + key).utf8)
        for part in [date, service, "tc3_request"] {
            secret = Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: SymmetricKey(data: secret)))
        }
        let signature = hex(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: secret)))
        return (canonicalHash, signature, "TC3-HMAC-SHA256 Credential=\(id)/\(scope), SignedHeaders=\(names), Signature=\(signature)")
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

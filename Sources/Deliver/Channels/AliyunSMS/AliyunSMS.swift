import Crypto
import Foundation
import Vocabulary

/// Aliyun SMS (dysmsapi 2017-05-25, RPC signature v1; facts/channels.md §7.1).
enum AliyunSMS: ChannelKind {
    static let kind = "sms_aliyun"
    static let medium = "sms"
    static let fields = [
        ChannelField("accessKeyId"), ChannelField("accessKeySecret", secret: true), ChannelField("signName"),
        ChannelField("notifyTemplateCode", optional: true), ChannelField("baseURL", standard: "https://dysmsapi.aliyuncs.com"),
        ChannelField("region", standard: "cn-hangzhou"),
    ]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        var params = JSONObject()
        for item in message.params { params[item.name] = .string(item.value) }
        let answer = await access.call(
            call(
                "SendSms",
                [
                    ("PhoneNumbers", message.receiver), ("SignName", access["signName"]), ("TemplateCode", message.code),
                    ("TemplateParam", JSONValue.object(params).text), ("OutId", String(message.key.prefix(64))),
                ], access))
        switch answer {
        case .failure(let failure): return failure.result
        case .success(let answer): return result(answer)
        }
    }

    static let canTell = true

    /// Asks for the number's messages of that day in Beijing; ours is the one with our key (`OutId`) or the provider's number.
    static func status(_ message: SentMessage, _ access: ChannelAccess) async -> MessageFate? {
        let day = TimeZoneRules.utc.date(at: message.sentAt.adding(milliseconds: 8 * 3_600_000)).description.replacing("-", with: "")
        var items = [("PhoneNumber", message.receiver), ("SendDate", day), ("PageSize", "50"), ("CurrentPage", "1")]
        if !message.providerID.isEmpty { items.append(("BizId", message.providerID)) }
        let answer = await access.call(call("QuerySendDetails", items, access))
        guard case .success(let reply) = answer, let list = reply.json?["SmsSendDetailDTOs"]?["SmsSendDetailDTO"]?.array else { return nil }
        let key = String(message.key.prefix(64))
        guard let found = list.first(where: { !message.providerID.isEmpty || $0["OutId"]?.plainText == key }) else { return nil }
        let number = message.providerID.isEmpty ? found["BizId"]?.string ?? "" : message.providerID
        return switch found["SendStatus"]?.plainText {
        case "1": .accepted(number)
        case "2": .failed(code: found["ErrCode"]?.string ?? "failed")
        case "3": .delivered(number)
        default: nil
        }
    }

    /// `SmsReport` and `SmsUp` arrays (facts/channels.md §7.1).
    static func pushed(_ body: JSONValue) -> Pushed? {
        guard let list = body.array, !list.isEmpty else { return nil }
        var pushed = Pushed(reply: ["code": 0, "msg": "成功"])
        for item in list {
            guard let phone = item["phone_number"]?.plainText else { return nil }
            if let text = item["content"]?.plainText {
                pushed.answers.append(Pushed.Answer(phone: phone, text: text))
            } else {
                pushed.receipts.append(
                    Pushed.Receipt(
                        providerID: item["biz_id"]?.plainText ?? "", key: item["out_id"]?.plainText ?? "",
                        isDelivered: item["success"]?.bool ?? (item["success"]?.plainText == "true"),
                        code: item["err_code"]?.plainText ?? ""))
            }
        }
        return pushed
    }

    private static func result(_ answer: HTTPAnswer) -> SendResult {
        guard let json = answer.json, let code = json["Code"]?.string else {
            return answer.status >= 500
                ? .later(milliseconds: 10_000, code: "http_\(answer.status)", text: "") : .unknown("HTTP \(answer.status)")
        }
        let text = json["Message"]?.string ?? ""
        switch code {
        case "OK": return .accepted(json["BizId"]?.string ?? "")
        case "isv.BUSINESS_LIMIT_CONTROL": return .rejected(code: "number_flow_control", text: text)
        case "Throttling.User", "Throttling": return .later(milliseconds: 5_000, code: "throttled", text: text)
        case "isv.MOBILE_NUMBER_ILLEGAL": return .rejected(code: "bad_number", text: text)
        case "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE": return .later(milliseconds: 600_000, code: "account_stopped", text: text)
        case "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGNATURE_ILLEGAL": return .rejected(code: "template_refused", text: "\(code) \(text)")
        case "SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound":
            return .later(milliseconds: 300_000, code: "credentials", text: "\(code) \(text)")
        default: return answer.status >= 500 ? .later(milliseconds: 10_000, code: code, text: text) : .rejected(code: code, text: text)
        }
    }

    /// A signed call; parameters go in the form body.
    static func call(_ action: String, _ own: [(String, String)], _ access: ChannelAccess) -> HTTPCall {
        let stamp = String(ISO8601.format(access.clock.now).prefix(19)) + "Z"
        var items: [(String, String)] = [
            ("Format", "JSON"), ("Version", "2017-05-25"), ("AccessKeyId", access["accessKeyId"]), ("SignatureMethod", "HMAC-SHA1"),
            ("Timestamp", stamp), ("SignatureVersion", "1.0"), ("SignatureNonce", access.entropy.token(bits: 160)), ("Action", action),
            ("RegionId", access["region"]),
        ]
        items += own
        items.append(("Signature", signature("POST", items, secret: access["accessKeySecret"])))
        let body = items.map { Percent3986.encode($0.0) + "=" + Percent3986.encode($0.1) }.joined(separator: "&")
        return HTTPCall(
            "POST", access["baseURL"] + "/", headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
    }

    /// base64(HMAC-SHA1(secret + "&", METHOD & %2F & pct(sorted query))). Vector V14.
    static func signature(_ method: String, _ items: [(String, String)], secret: String) -> String {
        let canonical = items.sorted { $0.0 < $1.0 }.map { Percent3986.encode($0.0) + "=" + Percent3986.encode($0.1) }.joined(
            separator: "&")
        let text = "\(method)&%2F&\(Percent3986.encode(canonical))"
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array((secret + "&").utf8)))
        return Data(code).base64EncodedString()
    }
}

/// RFC 3986: everything but A–Z a–z 0–9 - . _ ~ escaped.
enum Percent3986 {
    static func encode(_ text: String) -> String {
        var out: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

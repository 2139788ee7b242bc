import Crypto
import Vocabulary

/// A webhook: JSON, signed. `X-Lianlu-Signature: v1=hex(HMAC-SHA256(secret, timestamp + "." + body))`, `X-Lianlu-Timestamp` in seconds,
/// `X-Lianlu-Delivery` the same for every try of one delivery.
enum SignedWebhook: ChannelKind {
    static let kind = "webhook"
    static let medium = "webhook"
    static let fields = [ChannelField("url"), ChannelField("secret", secret: true)]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        var body = message.data
        if body.isEmpty { body = ["event": "notice", "title": .string(message.subject), "text": .string(message.text)] }
        let bytes = JSONValue.object(body).bytes
        let stamp = String(access.clock.now.milliseconds / 1000)
        let answer = await access.call(
            HTTPCall(
                "POST", access["url"],
                headers: [
                    ("Content-Type", "application/json"), ("X-Lianlu-Timestamp", stamp), ("X-Lianlu-Delivery", message.key),
                    ("X-Lianlu-Signature", "v1=" + signature(bytes, stamp: stamp, secret: access["secret"])),
                ], body: bytes))
        switch answer {
        // The receiver knows repeats by the delivery's id, so trying again is safe.
        case .failure(let failure):
            if case .unknown(let text) = failure.result { return .later(milliseconds: 10_000, code: "no_answer", text: text) }
            return failure.result
        case .success(let answer):
            switch answer.status {
            case 200..<300: return .accepted("")
            case 408, 429, 500...: return .later(milliseconds: 10_000, code: "http_\(answer.status)", text: "")
            default: return .rejected(code: "http_\(answer.status)", text: String(answer.text.prefix(200)))
            }
        }
    }

    static func signature(_ body: [UInt8], stamp: String, secret: String) -> String {
        TencentSMS.hex(HMAC<SHA256>.authenticationCode(for: Array("\(stamp).".utf8) + body, using: SymmetricKey(data: Array(secret.utf8))))
    }
}

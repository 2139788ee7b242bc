import Crypto
import Foundation
import Vocabulary

/// A robot in a Feishu group, with signature.
enum FeishuRobot: ChannelKind {
    static let kind = "feishu_robot"
    static let medium = "robot"
    static let fields = [
        ChannelField("token", secret: true), ChannelField("secret", secret: true, optional: true),
        ChannelField("baseURL", standard: "https://open.feishu.cn"),
    ]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        let text = "\(message.subject)\n\(message.text)" + (message.unsubscribe.isEmpty ? "" : "\n\(message.unsubscribe)")
        var body: JSONObject = ["msg_type": "text", "content": ["text": .string(text)]]
        let secret = access["secret"]
        if !secret.isEmpty {
            let stamp = String(access.clock.now.milliseconds / 1000)
            let sign = HMAC<SHA256>.authenticationCode(for: [UInt8](), using: SymmetricKey(data: Array("\(stamp)\n\(secret)".utf8)))
            body["timestamp"] = .string(stamp)
            body["sign"] = .string(Data(sign).base64EncodedString())
        }
        return await RobotReply.send(
            HTTPCall(
                "POST", access["baseURL"] + "/open-apis/bot/v2/hook/" + Percent3986.encode(access["token"]),
                headers: [("Content-Type", "application/json")], body: JSONValue.object(body).bytes), access, code: "code", text: "msg",
            busy: [11232])
    }
}

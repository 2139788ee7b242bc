import Crypto
import Foundation
import Vocabulary

/// A robot in a DingTalk group, with signature.
enum DingTalkRobot: ChannelKind {
    static let kind = "dingtalk_robot"
    static let medium = "robot"
    static let fields = [
        ChannelField("accessToken", secret: true), ChannelField("secret", secret: true, optional: true),
        ChannelField("baseURL", standard: "https://oapi.dingtalk.com"),
    ]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        let text = "### \(message.subject)\n\(message.text)" + (message.unsubscribe.isEmpty ? "" : "\n\n[打开](\(message.unsubscribe))")
        var body: JSONObject = ["msgtype": "markdown", "markdown": ["title": .string(message.subject), "text": .string(text)]]
        if !message.receiver.isEmpty { body["at"] = ["atMobiles": [.string(message.receiver)]] }
        var address = access["baseURL"] + "/robot/send?access_token=" + Percent3986.encode(access["accessToken"])
        let secret = access["secret"]
        if !secret.isEmpty {
            let stamp = String(access.clock.now.milliseconds)
            let sign = HMAC<SHA256>.authenticationCode(
                for: Array("\(stamp)\n\(secret)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
            address += "&timestamp=\(stamp)&sign=" + Percent3986.encode(Data(sign).base64EncodedString())
        }
        return await RobotReply.send(
            HTTPCall("POST", address, headers: [("Content-Type", "application/json")], body: JSONValue.object(body).bytes), access,
            code: "errcode", text: "errmsg", busy: [410100, 130101])
    }
}

import Crypto
import Foundation
public import Vocabulary

/// A Feishu group robot with signature: `POST /open-apis/bot/v2/hook/<token>` with timestamp (s) and
/// sign = base64(HMAC-SHA256(key: timestamp + "\n" + secret, message: "")).
public final class FeishuRobotStandIn: SandboxPlatform {
    public let name = "feishu_robot"
    public let title = "飞书群机器人"
    static let token = "sandbox-feishu"
    static let secret = "feishu-secret"

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] { [("token", Self.token), ("secret", Self.secret)] }
    public var revoked: SandboxAnswer {
        SandboxAnswer(200, ["code": 19001, "msg": "param invalid: incoming webhook access token invalid"], accepted: false)
    }
    public var throttled: SandboxAnswer { SandboxAnswer(200, ["code": 11232, "msg": "frequency limited"], accepted: false) }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        guard request.path == "/open-apis/bot/v2/hook/\(Self.token)" else { return revoked }
        guard let body = request.json, let stamp = body["timestamp"]?.plainText, let time = Int64(stamp) else {
            return SandboxAnswer(200, ["code": 19021, "msg": "sign match fail or timestamp is not within one hour"], accepted: false)
        }
        let sign = HMAC<SHA256>.authenticationCode(for: [UInt8](), using: SymmetricKey(data: Array("\(stamp)\n\(Self.secret)".utf8)))
        guard body["sign"]?.string == Data(sign).base64EncodedString(), abs(now.milliseconds / 1000 - time) < 3600 else {
            return SandboxAnswer(200, ["code": 19021, "msg": "sign match fail or timestamp is not within one hour"], accepted: false)
        }
        guard body["msg_type"]?.string == "text", let text = body["content"]?["text"]?.string, !text.isEmpty else {
            return SandboxAnswer(200, ["code": 9499, "msg": "Bad Request"], accepted: false)
        }
        return SandboxAnswer(200, ["code": 0, "msg": "success"], accepted: true, summary: ["text": .string(text)])
    }
}

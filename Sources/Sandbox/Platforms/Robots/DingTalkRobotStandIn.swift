import Crypto
import Foundation
public import Vocabulary

/// A DingTalk group robot with signature: `POST /robot/send?access_token=…&timestamp=…&sign=…`,
/// sign = base64(HMAC-SHA256(secret, timestamp + "\n" + secret)).
public final class DingTalkRobotStandIn: SandboxPlatform {
    public let name = "dingtalk_robot"
    public let title = "钉钉群机器人"
    static let token = "sandbox-dingtalk"
    static let secret = "SECsandbox"

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] { [("accessToken", Self.token), ("secret", Self.secret)] }
    public var revoked: SandboxAnswer { SandboxAnswer(200, ["errcode": 300001, "errmsg": "token is not exist"], accepted: false) }
    public var throttled: SandboxAnswer { SandboxAnswer(200, ["errcode": 410100, "errmsg": "send too fast"], accepted: false) }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        guard request.path == "/robot/send", request.item("access_token") == Self.token else { return revoked }
        let stamp = request.item("timestamp") ?? ""
        let sign = HMAC<SHA256>.authenticationCode(
            for: Array("\(stamp)\n\(Self.secret)".utf8), using: SymmetricKey(data: Array(Self.secret.utf8)))
        guard request.item("sign") == Data(sign).base64EncodedString(), let time = Int64(stamp), abs(now.milliseconds - time) < 3_600_000
        else {
            return SandboxAnswer(200, ["errcode": 310000, "errmsg": "sign not match"], accepted: false)
        }
        guard let body = request.json, body["msgtype"]?.string == "markdown" || body["msgtype"]?.string == "text",
            let text = body["markdown"]?["text"]?.string ?? body["text"]?["content"]?.string, !text.isEmpty
        else { return SandboxAnswer(200, ["errcode": 400106, "errmsg": "msgtype invalid"], accepted: false) }
        return SandboxAnswer(200, ["errcode": 0, "errmsg": "ok"], accepted: true, summary: ["text": .string(text)])
    }
}

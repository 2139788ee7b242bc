import Synchronization
public import Vocabulary

/// A WeCom group robot: `POST /cgi-bin/webhook/send?key=…`, at most 20 messages a minute (the platform's published limit).
public final class WeComRobotStandIn: SandboxPlatform {
    public let name = "wecom_robot"
    public let title = "企业微信群机器人"
    static let key = "sandbox-wecom"
    private let recent = Mutex<[Instant]>([])

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] { [("key", Self.key)] }
    public var revoked: SandboxAnswer { SandboxAnswer(200, ["errcode": 93000, "errmsg": "invalid webhook url"], accepted: false) }
    public var throttled: SandboxAnswer { SandboxAnswer(200, ["errcode": 45009, "errmsg": "api freq out of limit"], accepted: false) }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        guard request.path == "/cgi-bin/webhook/send", request.item("key") == Self.key else { return revoked }
        guard let body = request.json, let type = body["msgtype"]?.string, let text = body[type]?["content"]?.string, !text.isEmpty else {
            return SandboxAnswer(200, ["errcode": 40008, "errmsg": "invalid message type"], accepted: false)
        }
        guard text.utf8.count <= 4096 else {
            return SandboxAnswer(200, ["errcode": 45002, "errmsg": "content size out of limit"], accepted: false)
        }
        let isFree = recent.withLock { recent -> Bool in
            recent.removeAll { now.since($0) > 60_000 }
            guard recent.count < 20 else { return false }
            recent.append(now)
            return true
        }
        return isFree ? SandboxAnswer(200, ["errcode": 0, "errmsg": "ok"], accepted: true, summary: ["text": .string(text)]) : throttled
    }
}

import Synchronization
public import Vocabulary

/// Tencent Ads `user_actions/add` (facts/channels.md §6.2).
public final class TencentAdsStandIn: SandboxPlatform {
    public let name = "tencent_ads"
    public let title = "腾讯广告"
    static let token = "sandbox-tencent-token"
    static let dataSource = "1200000001"

    private struct State {
        var seen: Set<String> = []
        var nonces: Set<String> = []
    }
    private let state = Mutex(State())

    /// A fresh stand-in.
    public init() {}

    public var credentials: [(name: String, value: String)] {
        [("token", Self.token), ("userActionSetId", Self.dataSource), ("externalId", "20000001")]
    }
    public var revoked: SandboxAnswer { Self.error(11_005, "access_token 已失效") }
    public var throttled: SandboxAnswer { Self.error(41_002, "请求过于频繁") }

    private static func error(_ code: Int64, _ text: String, _ summary: JSONObject = JSONObject()) -> SandboxAnswer {
        SandboxAnswer(
            200, ["code": .int(code), "message": .string(text), "message_cn": .string(text), "data": [:]], accepted: false, summary: summary
        )
    }

    public func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
        guard request.path == "/v3.0/user_actions/add", request.method == "POST" else { return Self.error(20_404, "接口不存在") }
        guard request.item("access_token") == Self.token else { return revoked }
        guard let stamp = request.item("timestamp").flatMap({ Int64($0) }), abs(now.milliseconds / 1000 - stamp) <= 300 else {
            return Self.error(11_017, "timestamp 超出范围")
        }
        let nonce = request.item("nonce") ?? ""
        guard !nonce.isEmpty, nonce.utf8.count <= 32, state.withLock({ $0.nonces.insert(nonce).inserted }) else {
            return Self.error(11_018, "nonce 重复或不合法")
        }
        guard let body = request.json, body["account_id"]?.plainText?.isEmpty == false else { return Self.error(18_001, "缺少 account_id") }
        guard body["user_action_set_id"]?.plainText == Self.dataSource else { return Self.error(18_002, "user_action_set_id 不存在") }
        guard let actions = body["actions"]?.array, (1...50).contains(actions.count), request.body.count <= 50_000 else {
            return Self.error(18_003, "actions 数量或大小超限")
        }
        for action in actions {
            guard let time = action["action_time"]?.int, let type = action["action_type"]?.string, !type.isEmpty else {
                return Self.error(18_004, "缺少 action_time 或 action_type", ["action": action])
            }
            // Milliseconds instead of seconds is the commonest mistake.
            guard time < 100_000_000_000, time > now.milliseconds / 1000 - 90 * 86_400, time < now.milliseconds / 1000 + 600 else {
                return Self.error(18_005, "action_time 应为秒级时间戳", ["action": action])
            }
            guard action["trace"]?["click_id"]?.string?.isEmpty == false || action["user_id"]?.object?.isEmpty == false else {
                return Self.error(18_006, "user_id 与 trace.click_id 至少填写一个", ["action": action])
            }
            if let value = action["action_param"]?["value"], value.int == nil || value.int! < 0 {
                return Self.error(18_007, "value 单位为分，应为非负整数", ["action": action])
            }
        }
        var fresh = 0
        state.withLock { state in
            for action in actions {
                let id = "\(action["action_type"]?.string ?? "")/\(action["outer_action_id"]?.string ?? nonce)"
                if state.seen.insert(id).inserted { fresh += 1 }
            }
        }
        return SandboxAnswer(
            200, ["code": 0, "message": "", "message_cn": "", "data": [:]], accepted: true,
            summary: ["actions": .array(actions), "counted": .int(fresh), "repeated": .int(actions.count - fresh)])
    }
}

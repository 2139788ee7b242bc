import Vocabulary

/// A robot in a WeCom group.
enum WeComRobot: ChannelKind {
    static let kind = "wecom_robot"
    static let medium = "robot"
    static let fields = [ChannelField("key", secret: true), ChannelField("baseURL", standard: "https://qyapi.weixin.qq.com")]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        let text = "**\(message.subject)**\n\(message.text)" + (message.unsubscribe.isEmpty ? "" : "\n[打开](\(message.unsubscribe))")
        let body: JSONValue = ["msgtype": "markdown", "markdown": ["content": .string(String(text.prefix(1300)))]]
        return await RobotReply.send(
            HTTPCall(
                "POST", access["baseURL"] + "/cgi-bin/webhook/send?key=" + Percent3986.encode(access["key"]),
                headers: [("Content-Type", "application/json")], body: body.bytes), access, code: "errcode", text: "errmsg", busy: [45009])
    }
}

/// What robots have in common: HTTP 200 with a code in the body.
enum RobotReply {
    static func send(_ call: HTTPCall, _ access: ChannelAccess, code: String, text: String, busy: Set<Int64>) async -> SendResult {
        switch await access.call(call) {
        // A notice told twice is better than one that was not told.
        case .failure(let failure):
            if case .unknown(let text) = failure.result { return .later(milliseconds: 5_000, code: "no_answer", text: text) }
            return failure.result
        case .success(let answer):
            guard let json = answer.json, let number = json[code]?.int else {
                return answer.status >= 500 || answer.status == 429
                    ? .later(milliseconds: 5_000, code: "http_\(answer.status)", text: "")
                    : .rejected(code: "http_\(answer.status)", text: "")
            }
            let words = json[text]?.string ?? ""
            if number == 0 { return .accepted("") }
            return busy.contains(number)
                ? .later(milliseconds: 30_000, code: "throttled", text: "\(number) \(words)")
                : .rejected(code: "robot_\(number)", text: words)
        }
    }
}

public import Vocabulary

/// Why a lead went to somebody (facts/leads-loyalty.md A7): stored with the assignment, shown in words.
public struct Explanation: Sendable, Equatable {
    /// "round_robin", "balanced", "sticky", "cover", "manual", "claim".
    public var mode: String
    /// The policy's number and version; nil by hand.
    public var policy: Int64?
    /// The policy's version.
    public var policyVersion: Int64
    /// Everybody who was looked at.
    public var candidates: [Candidate]
    /// Filters that were given up because nobody passed, in order.
    public var relaxed: [String]
    /// Who got it.
    public var winner: Int64

    /// As it is stored and answered.
    public var json: JSONValue {
        [
            "mode": .string(mode), "policy": .optional(policy), "policyVersion": .int(policyVersion), "winner": .int(winner),
            "text": .string(text), "candidates": .array(candidates.map(\.json)), "relaxed": .strings(relaxed),
        ]
    }

    init(mode: String, policy: Int64?, policyVersion: Int64, candidates: [Candidate], relaxed: [String], winner: Int64) {
        self.mode = mode
        self.policy = policy
        self.policyVersion = policyVersion
        self.candidates = candidates
        self.relaxed = relaxed
        self.winner = winner
    }

    /// Reads a stored explanation.
    public init?(_ json: JSONValue) {
        guard let mode = json["mode"]?.string, let winner = json["winner"]?.int else { return nil }
        self.init(
            mode: mode, policy: json["policy"]?.int, policyVersion: json["policyVersion"]?.int ?? 0,
            candidates: (json["candidates"]?.array ?? []).compactMap(Candidate.init),
            relaxed: (json["relaxed"]?.array ?? []).compactMap(\.string),
            winner: winner)
    }

    /// What its sentence is made of, flat, for the customer's timeline: how, and of the winner the open leads and the most there may be, then how many could
    /// take it and how many could not. The console says it in the reader's language.
    public var parts: JSONObject {
        var parts: JSONObject = ["mode": .string(mode)]
        guard let who = candidates.first(where: { $0.id == winner }) else { return parts }
        let free = candidates.count(where: \.isFree)
        parts["load"] = .int(who.load)
        parts["capacity"] = .int(who.capacity)
        parts["free"] = .int(Int64(free))
        parts["blocked"] = .int(Int64(candidates.count - free))
        return parts
    }

    /// Makes the choice again from what is stored.
    public var recomputed: Int64? {
        guard let mode = AssignPolicy.Mode(rawValue: mode), mode == .roundRobin || mode == .balanced else { return winner }
        return Chooser.choose(mode, candidates).map { candidates[$0.chosen].id }
    }

    /// In a Chinese sentence, for notices to salespeople; elsewhere the parts are said in the reader's language.
    public var text: String {
        guard let who = candidates.first(where: { $0.id == winner }) else { return "由人工指定。" }
        let free = candidates.filter(\.isFree).count
        let others = candidates.count - free
        let load = "手上 \(who.load)/\(who.capacity) 条"
        switch mode {
        case "sticky": return "\(who.name) 90 天内跟进过这位客户，继续由其负责。"
        case "cover": return "原负责人不在，由代班的 \(who.name) 接待，归属不变。"
        case "balanced": return "\(who.name) 现在负荷最低（\(load)）；有空 \(free) 人，另有 \(others) 人因条件不符未参与。"
        case "claim": return "\(who.name) 从公海领取。"
        case "manual": return "由人工指定给 \(who.name)。"
        default: return "按权重轮到 \(who.name)（\(load)）；有空 \(free) 人，另有 \(others) 人因条件不符未参与。"
        }
    }
}

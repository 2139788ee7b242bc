import Vocabulary

extension Segment {
    /// 200 for any batch: its SDKs would throw a batch away for one bad message. A single bad message gets 400 with the reason.
    @Sendable static func reply(_ outcome: Outcome) -> CollectReply {
        if outcome.results.count == 1, case .rejected(let reason, let detail) = outcome.results[0] {
            return refuse(Refusal(reason, detail), outcome.call).withStatus(reason == .eventTooLarge ? 413 : 400)
        }
        return CollectReply(200, body: Array(#"{"success":true}"#.utf8))
    }

    /// SDKs send again after 429 and 5xx and give up after other 4xx.
    @Sendable static func refuse(_ refusal: Refusal, _ call: Call) -> CollectReply {
        .json(
            refusal.reason.status,
            ["success": false, "error": ["code": .string(refusal.reason.name), "message": .string(refusal.message), "hint": ""]])
    }
}

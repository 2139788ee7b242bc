import Vocabulary

extension PostHog {
    /// V0 knows all or nothing: good events go in, and a single bad one is told.
    static func replyV0(_ outcome: Outcome) -> CollectReply {
        if outcome.accepted == 0, outcome.results.count == 1, let problem = outcome.firstProblem {
            return .json(400, ["type": "validation_error", "code": "invalid_payload", "detail": .string(problem)])
        }
        return CollectReply(200, body: Array(#"{"status":1}"#.utf8))
    }

    /// V1: an outcome per uuid; the client sends only "retry" again.
    static func replyV1(_ outcome: Outcome) -> CollectReply {
        var out = JSONWriter(capacity: outcome.results.count * 60 + 20)
        out.beginObject()
        out.key("results")
        out.beginObject()
        var seen: Set<String> = []
        for (index, result) in outcome.results.enumerated() {
            guard let uuid = outcome.batch.events[index].event.messageID, seen.insert(uuid).inserted else { continue }
            out.key(uuid)
            out.beginObject()
            if case .rejected(let reason, let detail) = result {
                out.member("result", "drop" as String?)
                out.member("details", Refusal(reason, detail).message as String?)
            } else {
                out.member("result", "ok" as String?)
            }
            out.endObject()
        }
        out.endObject()
        out.endObject()
        return CollectReply(200, body: out.bytes)
    }

    @Sendable static func refuse(_ refusal: Refusal, _ call: Call) -> CollectReply {
        .json(
            refusal.reason.status,
            [
                "type": refusal.reason.status == 401 ? "authentication_error" : "validation_error", "code": .string(refusal.reason.name),
                "detail": .string(refusal.message),
            ])
    }
}

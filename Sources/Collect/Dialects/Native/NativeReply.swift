import Vocabulary

extension Native {
    /// One result per event, in order.
    @Sendable static func reply(_ outcome: Outcome) -> CollectReply {
        var out = JSONWriter(capacity: outcome.results.count * 70 + 60)
        out.beginObject()
        out.key("results")
        out.beginArray()
        for (index, result) in outcome.results.enumerated() {
            out.beginObject()
            out.member("index", index)
            out.member("messageId", outcome.batch.events[index].event.messageID)
            switch result {
            case .accepted: out.member("result", "ok" as String?)
            case .duplicate: out.member("result", "duplicate" as String?)
            case .rejected(let reason, let detail):
                out.member("result", "rejected" as String?)
                out.member("reason", reason.name as String?)
                out.member("detail", Refusal(reason, detail).message as String?)
            }
            out.endObject()
        }
        out.endArray()
        out.member("accepted", outcome.accepted)
        out.member("rejected", outcome.rejected)
        out.endObject()
        return CollectReply(200, body: out.bytes)
    }

    @Sendable static func refuse(_ refusal: Refusal, _ call: Call) -> CollectReply { .error(refusal) }
}

import Vocabulary

extension Mixpanel {
    @Sendable static func reply(_ outcome: Outcome) -> CollectReply {
        if outcome.call.endpoint == "import", !isVerbose(outcome.call) { return imported(outcome) }
        let failed = outcome.accepted == 0
        guard isVerbose(outcome.call) else { return .text(failed ? 400 : 200, failed ? "0" : "1") }
        // Its clients look at "status" only and would send a whole buffer again for one bad record.
        if failed { return .json(400, ["status": 0, "error": .optional(outcome.firstProblem)]) }
        return .json(200, ["status": 1, "error": nil, "code": 200, "num_records_imported": .int(outcome.accepted)])
    }

    /// Import says which records failed; 400 means partly done.
    private static func imported(_ outcome: Outcome) -> CollectReply {
        var failed: [JSONValue] = []
        for (index, result) in outcome.results.enumerated() {
            guard case .rejected(let reason, let detail) = result else { continue }
            failed.append([
                "index": .int(index), "insert_id": .optional(outcome.batch.events[index].event.messageID), "field": .string(field(reason)),
                "message": .string(Refusal(reason, detail).message),
            ])
        }
        let ok = failed.isEmpty
        return .json(
            ok ? 200 : 400,
            [
                "code": ok ? 200 : 400, "num_records_imported": .int(outcome.accepted), "status": ok ? "OK" : "Bad Request",
                "error": ok ? nil : "some data points in the request failed validation", "failed_records": .array(failed),
            ])
    }

    private static func field(_ reason: DropReason) -> String {
        switch reason {
        case .missingName, .invalidName, .nameTooLong: "event"
        case .invalidTime: "properties.time"
        case .noIdentifier, .illegalIdentifier, .identifierTooLong: "properties.distinct_id"
        case .invalidMessageID: "properties.$insert_id"
        case .keyMismatch: "properties.token"
        default: "properties"
        }
    }

    private static func isVerbose(_ call: Call) -> Bool { call.query.flag("verbose") || call.payload.form.flag("verbose") }

    @Sendable static func refuse(_ refusal: Refusal, _ call: Call) -> CollectReply {
        .json(
            refusal.reason.status,
            ["status": 0, "code": .int(refusal.reason.status), "error": .string(refusal.message), "reason": .string(refusal.reason.name)])
    }
}

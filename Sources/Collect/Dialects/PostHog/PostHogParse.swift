import Vocabulary

extension PostHog {
    /// Reads V0: an array of events, `{"api_key","batch":[…]}`, or one event.
    static func parseV0(_ call: Call) throws(Refusal) -> WireBatch {
        let tape = try call.tape()
        var batch = WireBatch(tape)
        var list = 0
        if tape.kind(0) == .object {
            batch.sentAt = (tape.value(of: "sent_at", in: 0) ?? tape.value(of: "sentAt", in: 0)).flatMap { WireTime.read(tape, $0) }
            batch.keys = PostHogEvent.keys(tape, 0)
            list = tape.value(of: "batch", in: 0) ?? 0
            if list == 0 {
                batch.events = [PostHogEvent(tape, 0).event(tape, 0, position: 0, version: .v0)]
            } else if tape.kind(list) != .array {
                throw Refusal(.invalidBody, "\"batch\" is not an array.")
            }
        } else if tape.kind(0) != .array {
            throw Refusal(.invalidBody, "Expected an event, an array of events, or {\"batch\":[…]}.")
        }
        if batch.events.isEmpty {
            let ownKey = !batch.keys.isEmpty
            try parseList(tape, list, .v0, call, &batch)
            if !ownKey { batch.keys = try commonKey(tape, list) }
        }
        if let key = [call.query.text("token"), call.query.text("api_key"), call.bearer].compactMap({ $0 }).first {
            batch.keys.append(key)
        }
        if batch.sentAt == nil, let sent = call.query.text("_") { batch.sentAt = WireTime.read(sent) }
        if batch.keys.first?.hasPrefix("phx_") == true { throw Refusal(.unknownKey, "This is a personal API key; use the source's key.") }
        return batch
    }

    /// Reads V1: `{"created_at","batch":[…]}` with the key as bearer token and the time of sending in a header.
    static func parseV1(_ call: Call) throws(Refusal) -> WireBatch {
        let tape = try call.tape()
        guard tape.kind(0) == .object, let list = tape.value(of: "batch", in: 0), tape.kind(list) == .array else {
            throw Refusal(.invalidBody, "Expected {\"batch\":[…]}.")
        }
        var batch = WireBatch(tape)
        batch.keys = [call.bearer].compactMap { $0 }
        if batch.keys.isEmpty { throw Refusal(.missingKey, "Send the key as \"Authorization: Bearer …\".") }
        batch.sentAt =
            call.header("posthog-request-timestamp").flatMap { WireTime.read($0) }
            ?? tape.value(of: "created_at", in: 0).flatMap { WireTime.read(tape, $0) }
        try parseList(tape, list, .v1, call, &batch)
        return batch
    }

    private static func parseList(_ tape: JSONTape, _ list: Int, _ version: PostHogEvent.Version, _ call: Call, _ batch: inout WireBatch)
        throws(Refusal)
    {
        let count = tape.count(list)
        guard count > 0 else { throw Refusal(.emptyBatch) }
        guard count <= call.limits.events else { throw Refusal(.tooManyEvents, "\(count) events; the limit is \(call.limits.events).") }
        batch.events.reserveCapacity(count)
        tape.forEachElement(of: list) { element in
            batch.events.append(PostHogEvent(tape, element).event(tape, element, position: batch.events.count, version: version))
        }
    }

    /// The one key all events of a bare array carry; two different ones cannot be meant.
    private static func commonKey(_ tape: JSONTape, _ list: Int) throws(Refusal) -> [String] {
        var keys: Set<String> = []
        tape.forEachElement(of: list) { element in keys.formUnion(PostHogEvent.keys(tape, element)) }
        if keys.count > 1 { throw Refusal(.keyMismatch, "The events of one array carry different keys.") }
        return Array(keys)
    }
}

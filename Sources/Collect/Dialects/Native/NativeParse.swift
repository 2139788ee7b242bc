import Vocabulary

extension Native {
    /// Reads NDJSON, `{"events":[…]}`, an array, or a single event. A broken line of NDJSON is one refused record, not a refused request.
    @Sendable static func parse(_ call: Call) throws(Refusal) -> WireBatch {
        if isLines(call) { return try parseLines(call) }
        let tape = try call.tape()
        var batch = WireBatch(tape)
        batch.keys = keys(call)
        var list = 0
        if tape.kind(0) == .object, let events = tape.value(of: "events", in: 0) {
            list = events
            batch.sentAt = tape.value(of: "sentAt", in: 0).flatMap { WireTime.read(tape, $0) }
            for name in ["key", "writeKey"] as [StaticString] {
                if let key = tape.value(of: name, in: 0).flatMap(tape.string) { batch.keys.append(key) }
            }
        } else if tape.kind(0) == .object {
            for name in ["key", "writeKey"] as [StaticString] {
                if let key = tape.value(of: name, in: 0).flatMap(tape.string) { batch.keys.append(key) }
            }
            batch.events = [NativeEvent(tape, 0).event(tape, 0, position: 0)]
            return batch
        }
        guard tape.kind(list) == .array else { throw Refusal(.invalidBody, "Expected an event, an array of events, or {\"events\":[…]}.") }
        let count = tape.count(list)
        guard count > 0 else { throw Refusal(.emptyBatch) }
        guard count <= call.limits.events else { throw Refusal(.tooManyEvents, "\(count) events; the limit is \(call.limits.events).") }
        batch.events.reserveCapacity(count)
        tape.forEachElement(of: list) { element in
            batch.events.append(NativeEvent(tape, element).event(tape, element, position: batch.events.count))
        }
        return batch
    }

    private static func keys(_ call: Call) -> [String] {
        [call.query.text("key"), call.basicUser, call.bearer, call.header("x-lianlu-key")].compactMap { $0 }
    }

    private static func isLines(_ call: Call) -> Bool {
        let type = call.header("content-type")?.lowercased() ?? ""
        if type.contains("ndjson") || type.contains("jsonl") || type.contains("json-seq") { return true }
        if case .failure(let error) = call.scanned, error.reason == .trailing { return true }
        return false
    }

    private static func parseLines(_ call: Call) throws(Refusal) -> WireBatch {
        let lines = try JSONLines(call.payload.bytes, limits: call.limits)
        var batch = WireBatch(lines.tape)
        batch.keys = keys(call)
        for (position, line) in lines.lines.enumerated() {
            switch line.root {
            case .success(let root): batch.events.append(NativeEvent(lines.tape, root).event(lines.tape, root, position: position))
            case .failure(let error):
                var wire = WireEvent("", position: position, record: line.range)
                wire.fail(.invalidRecord, "Not valid JSON: \(error).")
                batch.events.append(wire)
            }
        }
        return batch
    }
}

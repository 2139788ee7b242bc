import Vocabulary

extension Mixpanel {
    /// Reads one record, an array of them, or NDJSON (import).
    @Sendable static func parse(_ call: Call) throws(Refusal) -> WireBatch {
        var batch: WireBatch
        if call.endpoint == "import", isLines(call) {
            let lines = try JSONLines(call.payload.bytes, limits: call.limits)
            batch = WireBatch(lines.tape)
            for (position, line) in lines.lines.enumerated() {
                switch line.root {
                case .success(let root): batch.events.append(record(call, lines.tape, root, position))
                case .failure(let error):
                    var wire = WireEvent("", position: position, record: line.range)
                    wire.fail(.invalidRecord, "Not valid JSON: \(error).")
                    batch.events.append(wire)
                }
            }
        } else {
            let tape = try call.tape()
            batch = WireBatch(tape)
            switch tape.kind(0) {
            case .object: batch.events = [record(call, tape, 0, 0)]
            case .array:
                let count = tape.count(0)
                guard count > 0 else { throw Refusal(.emptyBatch) }
                guard count <= call.limits.events else {
                    throw Refusal(.tooManyEvents, "\(count) events; the limit is \(call.limits.events).")
                }
                batch.events.reserveCapacity(count)
                tape.forEachElement(of: 0) { batch.events.append(record(call, tape, $0, batch.events.count)) }
            default: throw Refusal(.invalidBody, "Expected an object or an array of objects.")
            }
        }
        let own = batch.events.lazy.compactMap(\.key).first
        let form = call.payload.form
        batch.keys = [own, call.query.text("token"), call.basicUser, form.text("api_key"), call.query.text("key"), call.bearer].compactMap {
            $0
        }
        return batch
    }

    private static func isLines(_ call: Call) -> Bool {
        if call.header("content-type")?.lowercased().contains("ndjson") == true { return true }
        if case .failure(let error) = call.scanned, error.reason == .trailing { return true }
        return false
    }

    private static func record(_ call: Call, _ tape: JSONTape, _ node: Int, _ position: Int) -> WireEvent {
        guard tape.kind(node) == .object else {
            var wire = WireEvent("", position: position, record: tape.range(node))
            wire.fail(.invalidRecord, "A record is not an object.")
            return wire
        }
        switch call.endpoint {
        case "engage", "groups": return MixpanelUpdate.read(tape, node, position)
        default: return MixpanelEvent.read(tape, node, position, isImport: call.endpoint == "import")
        }
    }
}

import Vocabulary

extension Segment {
    /// Reads a batch or a single message.
    @Sendable static func parse(_ call: Call) throws(Refusal) -> WireBatch {
        let tape = try call.tape()
        guard tape.kind(0) == .object else { throw Refusal(.invalidBody, "Expected a JSON object.") }
        var batch = WireBatch(tape)
        batch.keys = [
            call.basicUser, tape.value(of: "writeKey", in: 0).flatMap(tape.string), call.bearer, call.query.text("writeKey"),
            call.query.text("key"),
        ]
        .compactMap { $0 }
        batch.sentAt = tape.value(of: "sentAt", in: 0).flatMap { WireTime.read(tape, $0) }
        guard call.endpoint == "batch" || call.endpoint == "import" else {
            batch.events = [SegmentMessage(tape, 0).event(tape, 0, type: call.endpoint, position: 0)]
            return batch
        }
        guard let list = tape.value(of: "batch", in: 0), tape.kind(list) == .array else {
            throw Refusal(.invalidBody, "\"batch\" is not an array.")
        }
        let count = tape.count(list)
        guard count > 0 else { throw Refusal(.emptyBatch) }
        guard count <= call.limits.events else { throw Refusal(.tooManyEvents, "\(count) events; the limit is \(call.limits.events).") }
        batch.events.reserveCapacity(count)
        tape.forEachElement(of: list) { element in
            batch.events.append(SegmentMessage(tape, element).event(tape, element, type: nil, position: batch.events.count))
        }
        return batch
    }
}

import Vocabulary

extension Sensors {
    /// Reads `data` (one record) or `data_list` (an array), checks the checksum when there is one.
    @Sendable static func parse(_ call: Call) throws(Refusal) -> WireBatch {
        try verifyChecksum(call)
        let tape = try call.tape()
        var batch = WireBatch(tape)
        switch tape.kind(0) {
        case .object: batch.events = [SensorsRecord(tape, 0).event(tape, 0, position: 0)]
        case .array:
            let count = tape.count(0)
            guard count > 0 else { throw Refusal(.emptyBatch) }
            guard count <= call.limits.events else { throw Refusal(.tooManyEvents, "\(count) events; the limit is \(call.limits.events).") }
            batch.events.reserveCapacity(count)
            tape.forEachElement(of: 0) { batch.events.append(SensorsRecord(tape, $0).event(tape, $0, position: batch.events.count)) }
        default: throw Refusal(.invalidBody, "Expected a record or an array of records.")
        }
        let first = tape.kind(0) == .array ? tape.firstElement(of: 0) ?? 0 : 0
        let form = call.payload.form
        batch.keys = [
            call.query.text("token"), form.text("token"), tape.value(of: "token", in: first).flatMap(tape.string), call.bearer,
            call.basicUser,
            call.query.text("project"), form.text("project"), tape.value(of: "project", in: first).flatMap(tape.string),
        ].compactMap { $0 }
        batch.dryRun = call.endpoint == "debug" && call.header("dry-run")?.lowercased() == "true"
        return batch
    }

    /// `crc=…`, or `ext=crc=…`: Java's String.hashCode over the base64 text.
    private static func verifyChecksum(_ call: Call) throws(Refusal) {
        guard let field = call.payload.field else { return }
        let fields = call.request.method == "GET" ? call.query : call.payload.form
        var sent = fields.text("crc")
        if sent == nil, let ext = fields.text("ext"), let start = ext.range(of: "crc=") {
            sent = String(ext[start.upperBound...].prefix { $0 == "-" || $0.isNumber })
        }
        guard let sent else { return }
        guard let expected = Int32(sent.trimmed) else { throw Refusal(.checksum, "\"crc\" is not a 32-bit number.") }
        // Some senders leave "+" unescaped, and it arrives as a space.
        let repaired = field.map { $0 == 0x20 ? UInt8(ascii: "+") : $0 }
        guard hashCode(field) == expected || hashCode(repaired) == expected else {
            throw Refusal(.checksum, "Sent \(expected), computed \(hashCode(repaired)).")
        }
    }

    /// Java's String.hashCode of ASCII text.
    static func hashCode(_ text: [UInt8]) -> Int32 { text.reduce(0) { $0 &* 31 &+ Int32($1) } }
}

extension String {
    fileprivate func range(of needle: String) -> Range<String.Index>? { firstRange(of: needle) }
}

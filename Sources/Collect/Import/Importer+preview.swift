public import Vocabulary

extension Importer {
    /// What one row would become.
    public struct PreviewRow: Sendable {
        /// Its number in the file.
        public var row: Int
        /// The events, empty when refused.
        public var events: [IncomingEvent]
        /// Why it would be refused.
        public var refusal: ImportRefusal?

        /// As JSON: `{row, ok, record | error}`.
        public var json: JSONValue {
            if let refusal {
                return [
                    "row": .int(row), "ok": false, "error": .string(refusal.reason.rawValue),
                    "detail": .string(refusal.detail.isEmpty ? refusal.reason.text : "\(refusal.reason.text) \(refusal.detail)"),
                ]
            }
            return ["row": .int(row), "ok": true, "record": .array(events.map(Self.record))]
        }

        private static func record(_ event: IncomingEvent) -> JSONValue {
            var object = JSONObject([.init("event", .string(event.name)), .init("time", .string(ISO8601.format(event.time)))])
            object["identifiers"] = .array(
                event.identifiers.map { ["kind": .string($0.kind.rawValue), "scope": .string($0.scope), "value": .string($0.value)] })
            var traits = JSONObject()
            var tags: [String] = []
            for command in event.commands {
                switch command {
                case .trait(let change): traits[change.name] = (try? JSONValue(parsing: change.value)) ?? .null
                case .tag(let name, _, _): tags.append(name)
                case .product(_, let id, let attributes):
                    object["product"] = .string(id)
                    object["attributes"] = (try? JSONValue(parsing: attributes)) ?? .null
                default: break
                }
            }
            if !traits.isEmpty { object["traits"] = .object(traits) }
            if !tags.isEmpty { object["tags"] = .strings(tags) }
            if let properties = try? JSONValue(parsing: event.properties), properties.object?.isEmpty == false {
                object["properties"] = properties
            }
            return .object(object)
        }
    }

    /// What the first rows would become; changes nothing. Throws `bad_request` when the mapping lacks something.
    public func preview(_ id: Int64, _ request: ImportRequest, limit: Int = 20) async throws -> [PreviewRow] {
        let state = try await state(id)
        let inspection = try ImportInspection(path: state.path, name: state.filename)
        var stream = RecordStream(try builder(state, request, kinds: inspection.kinds, source: 0))
        var output = RecordStream.Output()
        let reader = try ImportReader(path: state.path, name: state.filename)
        var read = 0
        // The last order may go on past the limit.
        while read < limit || (stream.firstOpenRow != nil && read < limit + 500) {
            guard let row = try reader.rows.next() else { break }
            stream.take(row, into: &output)
            read += 1
        }
        stream.finish(into: &output)
        let rows =
            output.byRow.map { PreviewRow(row: $0.row, events: $0.events, refusal: nil) }
            + output.refusals.map { PreviewRow(row: $0.row, events: [], refusal: $0) }
        return Array(rows.sorted { $0.row < $1.row }.prefix(limit))
    }
}

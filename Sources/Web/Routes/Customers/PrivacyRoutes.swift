import Behaviour
import Collect
import HTTPTypes
import Hummingbird
import Identify
import NIOCore
import Organisation
import Profile
import Storage
import Vocabulary

/// Export and erasure of one person.
enum PrivacyRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/customers/{id}/export", .needs(.customersExport), within: nil, export)
        routes.post("/api/customers/{id}/erasure", .needs(.customersErase), erase)
        routes.get("/api/erasures", .needs(.customersErase), erasures)
    }

    /// Everything, in clear: it is the person's own. Streamed, because a timeline may be long.
    private static func export(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        try await call.audit("customer.export", "customer:\(customer)")
        let graph = call.services.graph
        let now = call.services.clock.now
        let person = try await call.services.store.read { tx in try PersonExport(graph: graph).json(customer, at: now, in: tx) }
        let events = EventJSON(
            mask: .off, names: call.services.dictionary.all(), display: [:], sourceNames: try await call.services.sourceNames())
        let leaves = call.services.graph.leaves(of: customer)
        let behaviour = call.services.behaviour
        let body = ResponseBody { writer in
            var buffer = ByteBuffer()
            // The object stays open: the events are its last member.
            buffer.writeBytes(JSONValue.object(person).bytes.dropLast())
            buffer.writeString(",\"events\":[")
            try await writer.write(buffer)
            var query = TimelineQuery(leaves: leaves, limit: 1000)
            var isFirst = true
            while true {
                let page = try await behaviour.timeline(query)
                var piece = ByteBuffer()
                for event in page {
                    if !isFirst { piece.writeString(",\n") }
                    isFirst = false
                    piece.writeBytes(events.event(event).bytes)
                }
                try await writer.write(piece)
                guard page.count == 1000, let last = page.last else { break }
                query.before = TimelineQuery.Position(time: last.time, ordinal: last.ordinal)
            }
            try await writer.write(ByteBuffer(string: "]}\n"))
            try await writer.finish(nil)
        }
        return Reply(
            headers: [.contentType: "application/json", .contentDisposition: "attachment; filename=\"customer-\(customer).json\""],
            body: body)
    }

    private static func erase(_ call: Call) async throws -> Reply {
        let customer = try await call.customer()
        let body = try await call.fields("reason")
        let reason = try body.needText("reason")
        let graph = call.services.graph
        let jobs = call.services.jobs
        let erasure = try await call.change("customer.erasure", "customer:\(customer)", [("reason", reason)]) { tx, act in
            let erasure = try ErasureJob.request(customer, graph: graph, by: act.actor, reason: reason, at: act.at, in: tx)
            _ = try jobs.add(
                NewJob(queue: "erasure", kind: "erasure", payload: "{\"id\":\(erasure.id)}", uniqueKey: "\(erasure.id)"), in: tx)
            return erasure
        }
        return .json(["erasure": ["id": .int(erasure.id), "status": .string(erasure.status.rawValue)]], status: .accepted)
    }

    private static func erasures(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let before = try call.cursorNumber()
        let found = try await call.services.store.read { tx in try ErasureJob.list(before: before, limit: limit + 1, in: tx) }
        let principal = try call.principal
        // Nobody can tell any more where an erased person belonged: who sees a part of the organisation sees what they asked for.
        let shown = found.prefix(limit).filter { principal.scope.isWhole || $0.requestedBy == principal.reference }
        return .list(
            shown.map { erasure in
                [
                    "id": .int(erasure.id), "customer": .string(erasure.customer.description), "requestedBy": .string(erasure.requestedBy),
                    "reason": .string(erasure.reason), "requestedAt": .time(erasure.requestedAt),
                    "status": .string(erasure.status.rawValue),
                    "step": .string(erasure.step), "finishedAt": .time(erasure.finishedAt), "error": .optional(erasure.error),
                    "counts": .object(
                        JSONObject(erasure.counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) })),
                ]
            }, next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
    }
}

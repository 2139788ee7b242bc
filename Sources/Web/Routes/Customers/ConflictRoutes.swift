import Identify
import Organisation
import Profile
import Storage
import Vocabulary

/// Identity conflicts that wait for a person.
enum ConflictRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/conflicts", .needs(.customersMerge), list)
        routes.post("/api/conflicts/{id}/decision", .needs(.customersMerge), decide)
    }

    private static func list(_ call: Call) async throws -> Reply {
        let limit = try call.limit()
        let before = try call.cursorNumber()
        let open: Bool? =
            switch call.query["status"] {
            case nil, "": nil
            case "open": true
            case "decided": false
            default: throw LianluError(.badRequest, "status is neither open nor decided.", hint: "Leave it out for both.")
            }
        let found = try await call.services.store.read { tx in
            try IdentityGraph.conflicts(open: open, before: before, limit: limit + 1, in: tx)
        }
        let page = Array(found.prefix(limit))
        // Of who sees a part of the organisation only: those between two customers of it.
        let shown = try await call.visible(try await call.visible(page) { $0.left }) { $0.right }
        return .list(try await json(shown, call), next: found.count > limit ? page.last.map { Cursor.make($0.id) } : nil)
    }

    private static func decide(_ call: Call) async throws -> Reply {
        let id = try call.number()
        let body = try await call.fields("decision", "reason")
        let decision = try body.needText("decision")
        guard decision == "merge" || decision == "keep_apart" else {
            throw LianluError(.badRequest, "There is no decision “\(decision.prefix(40))”.", hint: "Use merge or keep_apart.")
        }
        let (graph, reader, scope) = (call.services.graph, call.services.reader, try call.principal.scope.customers)
        let conflict = try await call.change(
            "conflict.decide", "conflict:\(id)", [("reason", try body.text("reason") ?? ""), ("decision", decision)]
        ) { tx, act in
            let found = try IdentityGraph.conflict(id, in: tx)
            for side in [found.left, found.right] where try !reader.isVisible(graph.canonical(of: side), in: scope, tx) {
                throw LianluError(
                    .notFound, "There is no conflict \(id).", hint: "One of the customers may belong to another part of the organisation.")
            }
            return try graph.decide(id, merge: decision == "merge", act, in: tx)
        }
        return .json(try await json([conflict], call)[0])
    }

    private static func json(_ conflicts: [IdentityConflict], _ call: Call) async throws -> [JSONValue] {
        let reader = call.services.reader
        let sides = conflicts.flatMap { [$0.left, $0.right] }
        let (summaries, identifiers) = try await call.services.store.read { tx in
            (try reader.summaries(sides, in: tx), try IdentityGraph.identifiers(of: Array(Set(sides)).sorted(), in: tx))
        }
        let json = try await call.customerJSON(try call.mask)
        let byLeaf = Dictionary(identifiers.map { ($0.leaf, $0) }) { first, _ in first }
        return conflicts.enumerated().map { place, conflict in
            func side(_ summary: CustomerSummary, _ leaf: LeafNumber) -> JSONValue {
                var object = json.summary(summary).object ?? [:]
                object["identifier"] = byLeaf[leaf].map(json.identifier) ?? .null
                return .object(object)
            }
            let decision: JSONValue =
                switch conflict.status {
                case .open: .null
                case .merged: "merge"
                case .keptApart: "keep_apart"
                }
            return [
                "id": .int(conflict.id), "createdAt": .time(conflict.createdAt), "lastSeen": .time(conflict.lastSeen),
                "seen": .int(conflict.seen),
                "status": .string(conflict.status == .open ? "open" : "decided"), "left": side(summaries[place * 2], conflict.left),
                "right": side(summaries[place * 2 + 1], conflict.right), "evidence": json.mask.json(conflict.evidence),
                "decision": decision,
                "decidedBy": .optional(conflict.decidedBy), "decidedAt": .time(conflict.decidedAt), "reason": .optional(conflict.reason),
            ]
        }
    }
}

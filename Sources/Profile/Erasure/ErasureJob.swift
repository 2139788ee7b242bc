public import Identify
public import Storage
public import Vocabulary

/// Forgets one customer in every store, step by step; each step can be repeated, so a job that was interrupted goes on where it stood.
///
/// The identifiers are buried first (tombstones), so that nothing that arrives meanwhile brings the person back. Orders keep their money without the
/// person. What other rooms keep (events, inbox, files) is erased by closures that the caller passes.
public struct ErasureJob: Sendable {
    /// A step outside the operational profile tables.
    public struct Elsewhere: Sendable {
        /// Its stable name, shown as step and in the counts.
        public var name: String
        /// Removes everything about the target and returns how much that was; must be safe to repeat.
        public var erase: @Sendable (ErasureTarget) async throws -> Int

        /// Makes a step.
        public init(_ name: String, erase: @escaping @Sendable (ErasureTarget) async throws -> Int) {
            self.name = name
            self.erase = erase
        }
    }

    private let store: any OperationalStore
    private let graph: IdentityGraph
    private let projection: ProfileProjection
    private let elsewhere: [Elsewhere]
    private let clock: WallClock

    /// A job over these stores; `elsewhere` runs last and in order (behaviour first, while the projector is quiesced).
    public init(
        store: any OperationalStore, graph: IdentityGraph, projection: ProfileProjection, elsewhere: [Elsewhere], clock: WallClock
    ) {
        self.store = store
        self.graph = graph
        self.projection = projection
        self.elsewhere = elsewhere
        self.clock = clock
    }

    /// Asks for a customer to be forgotten; the caller queues a job that calls ``run(_:)``. Throws `conflict` while it is under way already.
    public static func request(
        _ customer: LeafNumber, graph: IdentityGraph, by actor: String, reason: String, at: Instant, in tx: any SQLTransaction
    ) throws -> Erasure {
        let number = graph.canonical(of: customer)
        let under = try tx.first(
            "SELECT id FROM erasure WHERE customer = $1 AND status <> 'done'", [.text(number.description)], { $0.integer(0) })
        if let under {
            throw LianluError(.conflict, "Erasure \(under) of this customer is under way.", hint: "Follow it with GET /api/erasures.")
        }
        let leaves = graph.leaves(of: number)
        let identifiers = try IdentityGraph.identifiers(of: leaves, in: tx).map(\.identifier)
        guard !identifiers.isEmpty else {
            throw LianluError(.notFound, "There is no customer \(customer).", hint: "The person may have been erased already.")
        }
        let id = try tx.take(from: "erasure")
        try tx.execute(
            "INSERT INTO erasure(id, customer, leaves, requested_by, reason, requested_at, status, step, counts) VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7, '{}')",
            [
                .integer(id), .text(number.description), .text(ErasureTarget(leaves: leaves, identifiers: identifiers).json.text),
                .text(actor),
                .text(reason), .integer(at.milliseconds), .text(ErasureSteps.names[0]),
            ])
        return try find(id, in: tx)
    }

    /// Runs what is left of an erasure. A step that fails is noted and rethrown; calling again goes on there.
    public func run(_ id: Int64) async throws {
        let names = ErasureSteps.names + elsewhere.map(\.name)
        while true {
            let (erasure, target) = try await store.read { tx in
                (
                    try Self.find(id, in: tx),
                    try ErasureTarget(stored: tx.first("SELECT leaves FROM erasure WHERE id = $1", [.integer(id)]) { $0.text(0) } ?? "{}")
                )
            }
            guard erasure.status != .done else { return }
            // A step of an older or newer program that is unknown here: begin again, every step may be repeated.
            let place = names.firstIndex(of: erasure.step) ?? 0
            let next = place + 1 < names.count ? names[place + 1] : "done"
            do {
                try await perform(names[place], id, target, next: next)
            } catch {
                let text = (error as? LianluError)?.message ?? String(describing: error)
                try await store.write(.background) { tx in
                    try tx.execute("UPDATE erasure SET status = 'failed', error = $1 WHERE id = $2", [.text(text), .integer(id)])
                }
                throw error
            }
        }
    }

    /// Erasures, newest first; pass the last id of a page to get the next.
    public static func list(before: Int64? = nil, limit: Int, in tx: any SQLTransaction) throws -> [Erasure] {
        try tx.query(
            "SELECT \(columns) FROM erasure WHERE id < $1 ORDER BY id DESC LIMIT $2", [.integer(before ?? .max), SQLValue(limit)], read)
    }

    /// One erasure; throws `not_found`.
    public static func find(_ id: Int64, in tx: any SQLTransaction) throws -> Erasure {
        guard let found = try tx.first("SELECT \(columns) FROM erasure WHERE id = $1", [.integer(id)], read) else {
            throw LianluError(.notFound, "There is no erasure \(id).", hint: "List them with GET /api/erasures.")
        }
        return found
    }

    private func perform(_ step: String, _ id: Int64, _ target: ErasureTarget, next: String) async throws {
        let now = clock.now
        if let other = elsewhere.first(where: { $0.name == step }) {
            let count = try await other.erase(target)
            try await store.write(.background) { tx in try Self.advance(id, to: next, [step: count], at: now, in: tx) }
            return
        }
        do {
            try await store.write(.background) { tx in
                let counts = try ErasureSteps.run(step, target, graph: graph, at: now, in: tx)
                try Self.advance(id, to: next, counts, at: now, in: tx)
            }
        } catch {
            try await graph.reload()
            throw error
        }
        projection.reset()
    }

    private static func advance(_ id: Int64, to next: String, _ more: [String: Int], at: Instant, in tx: any SQLTransaction) throws {
        var counts = try find(id, in: tx).counts
        for (name, count) in more { counts[name, default: 0] += count }
        let text = JSONValue.object(JSONObject(counts.sorted { $0.key < $1.key }.map { JSONObject.Member($0.key, .int($0.value)) })).text
        if next == "done" {
            // The last trace of the identifiers goes with the row's own list.
            let leaves = try ErasureTarget(
                stored: tx.first("SELECT leaves FROM erasure WHERE id = $1", [.integer(id)]) { $0.text(0) } ?? "{}"
            ).leaves
            try tx.execute(
                "UPDATE erasure SET status = 'done', step = 'done', counts = $1, leaves = $2, finished_at = $3, error = NULL WHERE id = $4",
                [.text(text), .text(ErasureTarget(leaves: leaves, identifiers: []).json.text), .integer(at.milliseconds), .integer(id)])
        } else {
            try tx.execute(
                "UPDATE erasure SET status = 'running', step = $1, counts = $2, error = NULL WHERE id = $3",
                [.text(next), .text(text), .integer(id)])
        }
    }

    private static let columns = "id, customer, requested_by, reason, requested_at, status, step, counts, finished_at, error"

    private static func read(_ row: any SQLRow) throws -> Erasure {
        var counts: [String: Int] = [:]
        for member in try JSONValue(parsing: row.text(7)).object ?? JSONObject() { counts[member.name] = Int(member.value.int ?? 0) }
        return Erasure(
            id: row.integer(0), customer: LeafNumber(UInt32(row.text(1)) ?? 0), requestedBy: row.text(2), reason: row.text(3),
            requestedAt: Instant(milliseconds: row.integer(4)), status: Erasure.Status(rawValue: row.text(5)) ?? .queued, step: row.text(6),
            counts: counts, finishedAt: row.optionalInteger(8).map(Instant.init(milliseconds:)), error: row.optionalText(9))
    }
}

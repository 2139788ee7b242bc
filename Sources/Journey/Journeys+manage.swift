import Audience
import Identify
import Profile
import Storage
public import Vocabulary

extension Journeys {
    /// Every journey, last changed first.
    public func list() async throws -> [Journey] {
        try await base.store.read { tx in
            try tx.query("SELECT \(Journey.columns) FROM journey ORDER BY updated_at DESC, id DESC LIMIT 500", [], Journey.init)
        }
    }

    /// One journey. Throws `not_found`.
    public func journey(_ id: Int64) async throws -> Journey {
        guard
            let found = try await base.store.read({ tx in
                try tx.first("SELECT \(Journey.columns) FROM journey WHERE id = $1", [.integer(id)], Journey.init)
            })
        else { throw Self.missing(id) }
        return found
    }

    /// Makes a journey with a draft, which need not be complete.
    public func create(name: String, draft: JSONValue) async throws -> Journey {
        let now = base.clock.now
        let name = try Self.checked(name)
        let id = try await base.store.write { tx in
            let id = try tx.take(from: "journey")
            try tx.execute(
                "INSERT INTO journey(id, name, state, draft, revision, version, requested_by, approved_by, created_at, updated_at) VALUES ($1, $2, 'draft', $3, 1, 0, '', '', $4, $5)",
                [.integer(id), .text(name), .text(draft.text), .integer(now.milliseconds), .integer(now.milliseconds)])
            return id
        }
        return try await journey(id)
    }

    private static func checked(_ text: String) throws(LianluError) -> String {
        let name = text.trimmed
        guard !name.isEmpty, name.count <= 80 else {
            throw LianluError(.badRequest, "The name is empty or longer than 80 characters.", hint: "Give the journey a name.")
        }
        return name
    }

    /// Changes the draft. Throws `conflict` when somebody was faster.
    public func saveDraft(_ id: Int64, name: String?, draft: JSONValue, revision: Int64) async throws -> Journey {
        guard draft.object != nil, draft.bytes.count <= 300_000 else {
            throw LianluError(.badRequest, "The draft is not an object of at most 300 KB.", hint: "Send the journey as JSON.")
        }
        let now = base.clock.now
        let name = try name.map { text throws(LianluError) in try Self.checked(text) }
        try await base.store.write { tx in
            let changed = try tx.execute(
                "UPDATE journey SET draft = $1, name = coalesce($2, name), revision = revision + 1, updated_at = $3 WHERE id = $4 AND revision = $5",
                [.text(draft.text), SQLValue(name), .integer(now.milliseconds), .integer(id), .integer(revision)])
            guard changed == 1 else {
                guard try tx.first("SELECT id FROM journey WHERE id = $1", [.integer(id)], { $0.integer(0) }) != nil else {
                    throw Self.missing(id)
                }
                throw LianluError(
                    .conflict, "Somebody changed this journey meanwhile.", hint: "Load it again; your text is still in this window.")
            }
        }
        return try await journey(id)
    }

    /// Walks one person through the draft, fast: waits last a second, messages are test sends.
    public func test(_ id: Int64, customer: LeafNumber, context: JSONObject) async throws -> JourneyRun {
        let journey = try await journey(id)
        let definition = try JourneyDefinition(journey.draft)
        let (now, base) = (base.clock.now, base)
        let version = -journey.revision
        let run = try await base.store.write { tx -> JourneyRun in
            try tx.execute(
                "INSERT INTO journey_version(journey, version, definition, published_at, published_by) VALUES ($1, $2, $3, $4, 'test') ON CONFLICT(journey, version) DO UPDATE SET definition = excluded.definition",
                [.integer(id), .integer(version), .text(definition.json.text), .integer(now.milliseconds)])
            let run = try tx.take(from: "journey_run")
            try tx.execute(
                "INSERT INTO journey_run(id, journey, version, run_key, source, leaf, state, node, node_at, due_at, matched, steps, is_ghost, is_test, context, entered_at, reason) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', '', $7, $8, 0, 0, 0, 1, $9, $10, '')",
                [
                    .integer(run), .integer(id), .integer(version), .text("test:\(run)"), .text("test:\(run)"), SQLValue(customer.rawValue),
                    .integer(now.milliseconds), .integer(now.milliseconds), .text(JSONValue.object(context).text),
                    .integer(now.milliseconds),
                ])
            return try JourneyRun.find(run, in: tx)!
        }
        try await reload()
        return run
    }
}

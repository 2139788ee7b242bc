import Audience
import Identify
import Profile
public import Storage
public import Vocabulary

extension Journeys {
    /// Every journey, last changed first.
    public func list() async throws -> [Journey] {
        try await base.store.read { tx in try tx.query("SELECT \(Journey.columns) FROM journey ORDER BY updated_at DESC, id DESC LIMIT 500", [], Journey.init) }
    }

    /// One journey. Throws `not_found`.
    public func journey(_ id: Int64) async throws -> Journey {
        guard let found = try await base.store.read({ tx in try tx.first("SELECT \(Journey.columns) FROM journey WHERE id = $1", [.integer(id)], Journey.init) })
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
                guard try tx.first("SELECT id FROM journey WHERE id = $1", [.integer(id)], { $0.integer(0) }) != nil else { throw Self.missing(id) }
                throw LianluError(.conflict, "Somebody changed this journey meanwhile.", hint: "Load it again; your text is still in this window.")
            }
        }
        return try await journey(id)
    }

    /// Makes the draft the version people come into. What addresses many at once waits for a second person. With `moving`, runs that wait in nodes of the
    /// same id go on in the new version; otherwise they finish in theirs.
    public func publish(_ id: Int64, by actor: String, moving: Bool = false) async throws -> Journey {
        let journey = try await journey(id)
        let definition = try JourneyDefinition(journey.draft)
        guard journey.state != .ended else { throw LianluError(.conflict, "The journey has ended.", hint: "Copy it into a new one.") }
        if definition.entry.isMass {
            let now = base.clock.now
            try await base.store.write { tx in
                try tx.execute(
                    "UPDATE journey SET state = 'pending', requested_by = $1, approved_by = '', updated_at = $2 WHERE id = $3",
                    [.text(actor), .integer(now.milliseconds), .integer(id)])
            }
            try await reload()
            return try await self.journey(id)
        }
        return try await open(id, definition, by: actor, moving: moving)
    }

    /// A second person lets a mass journey go. Throws `forbidden` for whoever asked for it.
    public func approve(_ id: Int64, by actor: String) async throws -> Journey {
        let journey = try await journey(id)
        guard journey.state == .pending else { throw LianluError(.conflict, "The journey does not wait for approval.", hint: "Publish it first.") }
        guard journey.requestedBy != actor else {
            throw LianluError(.forbidden, "You asked for this yourself.", hint: "A second person approves sends to many.")
        }
        let opened = try await open(id, try JourneyDefinition(journey.draft), by: journey.requestedBy, moving: false)
        try await base.store.write { tx in try tx.execute("UPDATE journey SET approved_by = $1 WHERE id = $2", [.text(actor), .integer(id)]) }
        return opened
    }

    private func open(_ id: Int64, _ definition: JourneyDefinition, by actor: String, moving: Bool) async throws -> Journey {
        let (now, base) = (base.clock.now, base)
        try await base.store.write { tx in
            let next = 1 + max(0, try tx.first("SELECT coalesce(max(version), 0) FROM journey_version WHERE journey = $1", [.integer(id)]) { $0.integer(0) } ?? 0)
            try tx.execute(
                "INSERT INTO journey_version(journey, version, definition, published_at, published_by) VALUES ($1, $2, $3, $4, $5)",
                [.integer(id), .integer(next), .text(definition.json.text), .integer(now.milliseconds), .text(actor)])
            try tx.execute(
                "UPDATE journey SET state = 'published', version = $1, requested_by = $2, updated_at = $3 WHERE id = $4",
                [.integer(next), .text(actor), .integer(now.milliseconds), .integer(id)])
            if moving {
                for node in definition.order {
                    try tx.execute(
                        "UPDATE journey_run SET version = $1 WHERE journey = $2 AND state = 'waiting' AND node = $3 AND is_test = 0",
                        [.integer(next), .integer(id), .text(node)])
                }
            }
            try CronTable(jobs: base.jobs).remove("journey.\(id)", in: tx)
            let job = NewJob(queue: "journeys", kind: Self.entryJob, payload: "{\"journey\":\(id),\"version\":\(next)}", uniqueKey: "entry/\(id)")
            switch definition.entry {
            case .once(let at, _):
                var once = job
                once.due = at
                _ = try base.jobs.add(once, in: tx)
            case .cron(let expression, let zone, _):
                try CronTable(jobs: base.jobs).set(CronEntry(name: "journey.\(id)", expression: expression, timeZone: zone, job: job), in: tx)
            case .event, .tag: break
            }
        }
        try await reload()
        return try await journey(id)
    }

    /// Everybody a rule means comes in; each once for this call, whatever is run again.
    public func runEntry(_ job: Job) async throws {
        let json = try JSONValue(parsing: job.payload)
        guard let id = json["journey"]?.int, let version = json["version"]?.int, let definition = definition(id, version) else { return }
        guard try await journey(id).state == .published else { return }
        let rule: AudienceRule
        switch definition.entry {
        case .once(_, let given), .cron(_, _, let given): rule = given
        case .event, .tag: return
        }
        let source = "schedule:\(job.id)"
        try await facts.everybody(rule) { [self] page in
            try await base.store.write(.background) { [self] tx in
                for leaf in page { _ = try enter(id, version, definition, leaf: leaf, source: source, context: JSONObject(), in: tx) }
            }
            clockwork.wake()
        }
    }

    /// Pauses, resumes or ends. Throws `conflict` for a step that makes no sense.
    public func setState(_ id: Int64, _ state: Journey.State) async throws -> Journey {
        let journey = try await journey(id)
        let allowed: [Journey.State] =
            switch journey.state {
            case .published: [.paused, .ended]
            case .paused: [.published, .ended]
            case .pending: [.draft]
            case .draft, .ended: []
            }
        guard allowed.contains(state) else {
            throw LianluError(.conflict, "A journey that is \(journey.state.rawValue) cannot become \(state.rawValue).", hint: "Look at it again.")
        }
        let (now, base) = (base.clock.now, base)
        try await base.store.write { [self] tx in
            try tx.execute("UPDATE journey SET state = $1, updated_at = $2 WHERE id = $3", [.text(state.rawValue), .integer(now.milliseconds), .integer(id)])
            guard state == .ended else { return }
            try CronTable(jobs: base.jobs).remove("journey.\(id)", in: tx)
            let runs = try tx.query("SELECT \(JourneyRun.columns) FROM journey_run WHERE journey = $1 AND state = 'waiting'", [.integer(id)], JourneyRun.init)
            for var run in runs {
                if !run.node.isEmpty { try count(run, run.node, "left", in: tx) }
                try end(&run, "ended", in: tx)
            }
        }
        try await reload()
        return try await self.journey(id)
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
                    .integer(now.milliseconds), .integer(now.milliseconds), .text(JSONValue.object(context).text), .integer(now.milliseconds),
                ])
            return try JourneyRun.find(run, in: tx)!
        }
        try await reload()
        return run
    }

    /// Runs of a journey, newest first.
    public func runs(of id: Int64, state: String?, customer: LeafNumber?, limit: Int, before: Int64?) async throws -> [JourneyRun] {
        let leaves = customer.map { base.graph.leaves(of: $0) }
        return try await base.store.read { tx in
            var sql = "SELECT \(JourneyRun.columns) FROM journey_run WHERE journey = $1 AND id < $2"
            var values: [SQLValue] = [.integer(id), .integer(before ?? .max)]
            if let state {
                values.append(.text(state))
                sql += " AND state = $\(values.count)"
            }
            if let leaves { sql += " AND leaf IN (\(leaves.map { String($0.rawValue) }.joined(separator: ", ")))" }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))", values, JourneyRun.init)
        }
    }

    /// One step of a run, as it was noted.
    public struct StepNote: Sendable {
        /// The node; "" for the journey itself.
        public var node: String
        /// When.
        public var at: Instant
        /// What happened.
        public var kind: String
        /// Why, in data.
        public var detail: JSONValue
    }

    /// A run with its steps. Throws `not_found`.
    public func run(_ id: Int64) async throws -> (run: JourneyRun, steps: [StepNote]) {
        let found = try await base.store.read { tx -> (JourneyRun, [StepNote])? in
            guard let run = try JourneyRun.find(id, in: tx) else { return nil }
            let steps = try tx.query("SELECT node, at, kind, detail FROM journey_step WHERE run = $1 ORDER BY id", [.integer(id)]) {
                StepNote(
                    node: $0.text(0), at: Instant(milliseconds: $0.integer(1)), kind: $0.text(2), detail: (try? JSONValue(parsing: $0.text(3))) ?? .null)
            }
            return (run, steps)
        }
        guard let found else { throw LianluError(.notFound, "There is no run \(id).", hint: "List the journey's runs.") }
        return (found.0, found.1)
    }

    /// Counts per node and name, over all versions or one: Σ entered = Σ left + waiting.
    public func counts(of id: Int64, version: Int64?) async throws -> (counts: [String: [String: Int64]], waiting: [String: Int64]) {
        try await base.store.read { tx in
            var counts: [String: [String: Int64]] = [:]
            let some = version.map { " AND version = \($0)" } ?? ""
            _ = try tx.query("SELECT node, name, sum(count) FROM journey_count WHERE journey = $1\(some) GROUP BY node, name", [.integer(id)]) {
                counts[$0.text(0), default: [:]][$0.text(1)] = $0.integer(2)
            }
            var waiting: [String: Int64] = [:]
            _ = try tx.query(
                "SELECT node, count(*) FROM journey_run WHERE journey = $1 AND state = 'waiting' AND is_test = 0 AND node <> ''\(some) GROUP BY node", [.integer(id)]
            ) { waiting[$0.text(0)] = $0.integer(1) }
            return (counts, waiting)
        }
    }

    /// Forgets a person's runs: what triggered them and what was noted goes, the counts stay.
    public func erase(_ leaves: [LeafNumber]) async throws -> Int {
        try await base.store.write(.background) { tx in
            var count = 0
            for leaf in leaves {
                let runs = try tx.query("SELECT id FROM journey_run WHERE leaf = $1", [SQLValue(leaf.rawValue)]) { $0.integer(0) }
                for run in runs { count += try tx.execute("DELETE FROM journey_step WHERE run = $1", [.integer(run)]) }
                count += try tx.execute(
                    "UPDATE journey_run SET leaf = 0, context = '{}', run_key = 'erased:' || id, state = 'done', reason = CASE WHEN state = 'done' THEN reason ELSE 'deleted' END WHERE leaf = $1",
                    [SQLValue(leaf.rawValue)])
            }
            return count
        }
    }
}

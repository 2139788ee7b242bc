import Audience
import Identify
import Profile
public import Storage
import Vocabulary

extension Journeys {
    /// Makes the draft the version people come into. What addresses many at once becomes a version that waits for a second person, while the approved one
    /// goes on. With `moving`, runs that wait in nodes of the same id go on in the new version; otherwise they finish in theirs.
    ///
    /// Throws `bad_request` for a draft that is not complete and `conflict` when the journey has ended.
    public func publish(_ id: Int64, by actor: String, moving: Bool = false) async throws -> Journey {
        let journey = try await journey(id)
        let definition = try JourneyDefinition(journey.draft)
        guard journey.state != .ended else { throw LianluError(.conflict, "The journey has ended.", hint: "Copy it into a new one.") }
        let now = base.clock.now
        try await base.store.write { [self] tx in
            // A newer request takes the place of one that still waits.
            try forgetPending(id, in: tx)
            let next = try Self.nextVersion(of: id, in: tx)
            try tx.execute(
                "INSERT INTO journey_version(journey, version, definition, published_at, published_by, approved_by) VALUES ($1, $2, $3, $4, $5, '')",
                [.integer(id), .integer(next), .text(definition.json.text), .integer(now.milliseconds), .text(actor)])
            try tx.execute("UPDATE journey SET requested_by = $1 WHERE id = $2", [.text(actor), .integer(id)])
            guard definition.entry.isMass else {
                return try activate(id, next, definition, approvedBy: "", resuming: true, moving: moving, in: tx)
            }
            try tx.execute(
                "UPDATE journey SET pending = $1, state = CASE WHEN version = 0 THEN 'pending' ELSE state END, updated_at = $2 WHERE id = $3",
                [.integer(next), .integer(now.milliseconds), .integer(id)])
        }
        try await reload()
        return try await self.journey(id)
    }

    /// A second person lets the version that waits go, as it was asked for; a journey that is paused stays so. Throws `forbidden` for whoever asked, `conflict` when nothing waits.
    public func approve(_ id: Int64, by actor: String) async throws -> Journey {
        let journey = try await journey(id)
        guard journey.pending > 0 else {
            throw LianluError(.conflict, "The journey does not wait for approval.", hint: "Publish it first.")
        }
        guard journey.requestedBy != actor else {
            throw LianluError(.forbidden, "You asked for this yourself.", hint: "A second person approves sends to many.")
        }
        let definition = try await version(journey.pending, of: id).definition
        let checked = try JourneyDefinition(definition)
        try await base.store.write { [self] tx in
            // Somebody may have approved it, taken it back or asked for another meanwhile.
            let mine = try tx.execute(
                "UPDATE journey SET pending = 0 WHERE id = $1 AND pending = $2", [.integer(id), .integer(journey.pending)])
            guard mine == 1 else {
                throw LianluError(.conflict, "The request has changed meanwhile.", hint: "Look at the journey again.")
            }
            try activate(id, journey.pending, checked, approvedBy: actor, resuming: false, moving: false, in: tx)
        }
        try await reload()
        return try await self.journey(id)
    }

    /// Makes a version the one people come into, and sets its timer. Only whoever asks for it themselves ends a pause by it (`resuming`).
    private func activate(
        _ id: Int64, _ version: Int64, _ definition: JourneyDefinition, approvedBy: String, resuming: Bool, moving: Bool,
        in tx: any SQLTransaction
    ) throws {
        let now = base.clock.now
        try tx.execute(
            "UPDATE journey_version SET published_at = $1, approved_by = $2 WHERE journey = $3 AND version = $4",
            [.integer(now.milliseconds), .text(approvedBy), .integer(id), .integer(version)])
        try tx.execute(
            "UPDATE journey SET state = \(resuming ? "'published'" : "CASE WHEN state = 'paused' THEN state ELSE 'published' END"), version = $1, approved_by = $2, updated_at = $3 WHERE id = $4",
            [.integer(version), .text(approvedBy), .integer(now.milliseconds), .integer(id)])
        if moving {
            for node in definition.order {
                try tx.execute(
                    "UPDATE journey_run SET version = $1 WHERE journey = $2 AND state = 'waiting' AND node = $3 AND is_test = 0",
                    [.integer(version), .integer(id), .text(node)])
            }
        }
        try CronTable(jobs: base.jobs).remove("journey.\(id)", in: tx)
        let job = NewJob(
            queue: "journeys", kind: Self.entryJob, payload: "{\"journey\":\(id),\"version\":\(version)}",
            uniqueKey: "entry/\(id)/\(version)")
        switch definition.entry {
        case .once(let at, _):
            var once = job
            once.due = at
            _ = try base.jobs.add(once, in: tx)
        case .cron(let expression, let zone, _):
            try CronTable(jobs: base.jobs).set(CronEntry(name: "journey.\(id)", expression: expression, timeZone: zone, job: job), in: tx)
        case .event, .tag: break
        }
        try tryAgain(id, in: tx)
    }

    /// Takes a request for approval back. What was never let go is no version.
    private func forgetPending(_ id: Int64, in tx: any SQLTransaction) throws {
        try tx.execute(
            "DELETE FROM journey_version WHERE journey = $1 AND version = (SELECT pending FROM journey WHERE id = $2 AND pending > 0)",
            [.integer(id), .integer(id)])
        try tx.execute("UPDATE journey SET pending = 0 WHERE id = $1", [.integer(id)])
    }

    private static func nextVersion(of id: Int64, in tx: any SQLTransaction) throws -> Int64 {
        let last = try tx.first(
            "SELECT coalesce(max(version), 0) FROM journey_version WHERE journey = $1 AND version > 0", [.integer(id)]
        ) { $0.integer(0) }
        return 1 + (last ?? 0)
    }

    /// Everybody a rule means comes in; each once for this call, whatever is run again.
    public func runEntry(_ job: Job) async throws {
        let json = try JSONValue(parsing: job.payload)
        guard let id = json["journey"]?.int, let version = json["version"]?.int, let definition = definition(id, version) else { return }
        let journey = try await journey(id)
        let source = "schedule:\(job.id)"
        let rule: AudienceRule
        switch definition.entry {
        case .once(_, let given):
            // A newer version has a moment of its own.
            guard version == journey.version else { return }
            rule = given
        case .cron(_, _, let given): rule = given
        case .event, .tag: return
        }
        let isLetIn = try await base.store.write { tx -> Bool in
            // Somebody may have paused it since; who began to come in before that all do.
            switch try Journey.locked(id, in: tx)?.state {
            case .published: return try Self.missed(id, version, in: tx) != .passedOver
            case .paused:
                if try Self.hasBegun(id, source, in: tx) { return true }
                try Self.noteMissed(id, version, in: tx)
                return false
            default: return false
            }
        }
        guard isLetIn else { return }
        try await facts.everybody(rule) { [self] page in
            try await base.store.write(.background) { [self] tx in
                for leaf in page { _ = try enter(id, version, definition, leaf: leaf, source: source, context: JSONObject(), in: tx) }
            }
            clockwork.wake()
        }
    }

    /// Pauses, resumes or ends; `draft` takes a request for approval back. Throws `conflict` for a step that makes no sense, and
    /// ``LianluError/Code/momentPassed`` for going on with a single moment that came during the pause; with `passingOver` it goes on without it.
    public func setState(_ id: Int64, _ state: Journey.State, passingOver: Bool = false) async throws -> Journey {
        let (now, base) = (base.clock.now, base)
        try await base.store.write { [self] tx in
            guard let journey = try Journey.locked(id, in: tx) else { throw Self.missing(id) }
            var allowed: [Journey.State] =
                switch journey.state {
                case .published: [.paused, .ended]
                case .paused: [.published, .ended]
                case .draft, .pending, .ended: []
                }
            if journey.pending > 0 { allowed.append(.draft) }
            guard allowed.contains(state) else {
                throw LianluError(
                    .conflict, "A journey that is \(journey.state.rawValue) cannot become \(state.rawValue).", hint: "Look at it again.")
            }
            if state == .draft || state == .ended { try forgetPending(id, in: tx) }
            if state == .published { try checkMoment(of: journey, passingOver: passingOver, in: tx) }
            // What ran while its next version waited goes on running.
            let next = state == .draft && journey.version > 0 ? journey.state : state
            try tx.execute(
                "UPDATE journey SET state = $1, updated_at = $2 WHERE id = $3",
                [.text(next.rawValue), .integer(now.milliseconds), .integer(id)])
            try tryAgain(id, in: tx)
            guard state == .ended else { return }
            try CronTable(jobs: base.jobs).remove("journey.\(id)", in: tx)
            let runs = try tx.query(
                "SELECT \(JourneyRun.columns) FROM journey_run WHERE journey = $1 AND state = 'waiting'", [.integer(id)], JourneyRun.init)
            for var run in runs {
                if !run.node.isEmpty { try count(run, run.node, "left", in: tx) }
                try end(&run, "ended", in: tx)
            }
        }
        try await reload()
        return try await self.journey(id)
    }
}

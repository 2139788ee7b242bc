import Audience
import Identify
import Logging
import Profile
import Storage
import Synchronization
public import Vocabulary

extension Journeys {
    /// Runs taken forward in one transaction.
    static let batch = 200

    /// Takes runs forward as they become due, until cancelled: in the order of their moments, the next moment kept in memory, no polling.
    public func run() async {
        var pause: Int64 = 100
        while !Task.isCancelled {
            let calls = clockwork.calls
            do {
                let next = try await advanceDue()
                pause = 100
                if let next {
                    let wait = next.since(base.clock.now)
                    if wait > 0 { await clockwork.sleep(since: calls, milliseconds: min(wait, 60_000)) }
                } else {
                    await clockwork.sleep(since: calls, milliseconds: 60_000)
                }
            } catch {
                if Task.isCancelled { return }
                base.logger.warning("journeys wait", metadata: ["error": "\(error)"])
                await clockwork.sleep(since: clockwork.calls, milliseconds: pause)
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// Takes what is due forward; returns the next moment. A run that fails rests for a while (``failures``) and holds up no other; throws only when the store
    /// cannot be read or written, or the task is cancelled.
    @discardableResult
    public func advanceDue() async throws -> Instant? {
        while true {
            try Task.checkCancellation()
            let now = base.clock.now
            let paused = book.withLock { $0.paused }
            let broken = failing.broken.subtracting(paused)
            let due = try await due(at: now, notOf: paused.union(broken), limit: Self.batch)
            try await goOn(due, at: now)
            var last: [JourneyRun] = []
            if !broken.isEmpty {
                // A few at a time when there are others: neither holds the other up, and whoever can go on is found.
                last = try await self.due(at: now, of: broken, limit: due.isEmpty ? Self.batch : JourneyFailures.manyAtOnce)
                try await goOn(last, at: now)
            }
            guard !due.isEmpty || !last.isEmpty else {
                failing.keep(restingAt: now)
                return try await nextMoment(paused: paused)
            }
            // A burst must not starve others: projection and people come in between.
            if due.count == Self.batch || !last.isEmpty { await Task.yield() }
        }
    }

    /// Journeys of which something fails now, with what is wrong.
    public var failures: [Int64: JourneyFailure] { failing.all }

    // The journeys are bound as one text, so that there is one statement whatever they are: compiled statements are kept for ever.
    private static let isNotOne = "$1 NOT LIKE '%,' || CAST(journey AS TEXT) || ',%'"
    private static let isOne = "$1 LIKE '%,' || CAST(journey AS TEXT) || ',%'"
    private static func list(_ journeys: Set<Int64>) -> SQLValue { .text(",\(journeys.sorted().map(String.init).joined(separator: ",")),") }

    private func due(at now: Instant, notOf standing: Set<Int64>, limit: Int) async throws -> [JourneyRun] {
        try await due(Self.isNotOne, standing, at: now, limit: limit)
    }

    private func due(at now: Instant, of journeys: Set<Int64>, limit: Int) async throws -> [JourneyRun] {
        try await due(Self.isOne, journeys, at: now, limit: limit)
    }

    private func due(_ condition: String, _ journeys: Set<Int64>, at now: Instant, limit: Int) async throws -> [JourneyRun] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT \(JourneyRun.columns) FROM journey_run WHERE state = 'waiting' AND \(condition) AND due_at <= $2 ORDER BY due_at, id LIMIT $3",
                [Self.list(journeys), .integer(now.milliseconds), .integer(Int64(limit))], JourneyRun.init)
        }
    }

    /// When the next run is due, or looked at again.
    private func nextMoment(paused: Set<Int64>) async throws -> Instant? {
        let next = try await base.store.read { tx in
            try tx.first("SELECT min(due_at) FROM journey_run WHERE state = 'waiting' AND \(Self.isNotOne)", [Self.list(paused)]) {
                $0.optionalInteger(0)
            } ?? nil
        }.map(Instant.init(milliseconds:))
        let again = failing.all.filter { !paused.contains($0.key) }.map(\.value.retryAt).min()
        return [next, again].compactMap { $0 }.min()
    }

    /// Takes what is due forward: in one transaction, or each by itself where that fails.
    private func goOn(_ due: [JourneyRun], at now: Instant) async throws {
        // What failed before is tried alone: it takes no others along.
        let known = failing.known(due)
        let (again, fresh) = (due.filter { known.contains($0.id) }, due.filter { !known.contains($0.id) })
        if !fresh.isEmpty {
            do {
                try await take(fresh, at: now)
                failing.forget(runs: fresh)
            } catch {
                try Task.checkCancellation()
                try await takeApart(fresh, at: now)
            }
        }
        try await takeAlone(again, isRetry: true, at: now)
    }

    /// Takes runs forward in one transaction.
    private func take(_ due: [JourneyRun], at now: Instant) async throws {
        let counts = try await counts(for: due)
        FaultPoint.reach("journey.before_commit")
        try await base.store.write(.projection) { [self] tx in
            for found in due {
                // Somebody may have changed it since it was read.
                guard let run = try JourneyRun.find(found.id, in: tx), !run.isDone, run.dueAt <= now, run.steps == found.steps,
                    run.node == found.node
                else {
                    continue
                }
                try advance(run, counts[found.id] ?? [:], in: tx)
            }
        }
        FaultPoint.reach("journey.committed")
    }

    /// After a failure: each journey by itself, and where that fails each of its runs. Throws when the store itself does not answer.
    private func takeApart(_ due: [JourneyRun], at now: Instant) async throws {
        var journeys: [Int64] = []
        for run in due where !journeys.contains(run.journey) { journeys.append(run.journey) }
        for journey in journeys {
            let runs = due.filter { $0.journey == journey }
            // The only journey there is has just been tried.
            if journeys.count > 1 {
                do {
                    try await take(runs, at: now)
                    failing.forget(runs: runs)
                    continue
                } catch { try Task.checkCancellation() }
            }
            try await takeAlone(runs, isRetry: false, at: now)
        }
    }

    /// Takes each run forward in a transaction of its own; what fails rests.
    private func takeAlone(_ runs: [JourneyRun], isRetry: Bool, at now: Instant) async throws {
        var failed: [Int64: [(run: Int64, error: any Error)]] = [:]
        var goneOn: [Int64: Int] = [:]
        for run in runs {
            do {
                try await take([run], at: now)
                failing.forget(runs: [run])
                goneOn[run.journey, default: 0] += 1
            } catch {
                try Task.checkCancellation()
                _ = try await base.store.read { tx in try tx.query("SELECT 1", []) { $0.integer(0) } }
                failed[run.journey, default: []].append((run.id, error))
            }
        }
        var moves: [Move] = []
        for (journey, some) in failed {
            // That those which failed before fail again says nothing about the others of their journey.
            let noted = failing.note(journey, some, noneGoesOn: !isRetry && goneOn[journey] == nil, at: base.clock.now)
            for run in runs { if let failure = noted[run.id] { moves.append((run.id, run.dueAt, failure.retryAt)) } }
            base.logger.warning(
                "runs of a journey cannot go on",
                metadata: [
                    "journey": "\(journey)", "runs": "\(some.count)", "attempt": "\(noted.values.map(\.attempts).max() ?? 0)",
                    "error": "\(some[some.count - 1].error)",
                ])
        }
        if isRetry {
            for (journey, count) in goneOn {
                for rest in failing.hurry(journey, 2 * count, at: now) { moves.append((rest.run, rest.retryAt, now)) }
            }
        }
        guard !moves.isEmpty else { return }
        try await base.store.write(.projection) { [moves] tx in try Self.move(moves, in: tx) }
    }

    /// A run whose moment is moved.
    private typealias Move = (run: Int64, from: Instant, to: Instant)

    /// Moves the moments of runs that wait, unless somebody has moved them meanwhile.
    private static func move(_ moves: [Move], in tx: any SQLTransaction) throws {
        try tx.executeMany(
            "UPDATE journey_run SET due_at = $1 WHERE id = $2 AND state = 'waiting' AND due_at = $3",
            moves.map { [.integer($0.to.milliseconds), .integer($0.run), .integer($0.from.milliseconds)] })
    }

    /// What rests of a journey is tried now: it was changed.
    func tryAgain(_ journey: Int64, in tx: any SQLTransaction) throws {
        let (now, resting) = (base.clock.now, failing.resting(of: journey))
        if !resting.isEmpty { try Self.move(resting.map { (run: $0.run, from: $0.retryAt, to: now) }, in: tx) }
        tx.afterCommit { [self] in failing.forget(journey) }
    }

    /// Event counts that the rules of these runs' journeys need, read before the transaction.
    private func counts(for runs: [JourneyRun]) async throws -> [Int64: [EventCondition: Int]] {
        var found: [Int64: [EventCondition: Int]] = [:]
        for run in runs {
            guard let definition = definition(run.journey, run.version) else { continue }
            let conditions = definition.rules.flatMap(\.events)
            if !conditions.isEmpty { found[run.id] = try await facts.counts(conditions, of: base.graph.leaves(of: run.leaf)) }
        }
        return found
    }
}

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
    /// cannot be read, or the task is cancelled.
    @discardableResult
    public func advanceDue() async throws -> Instant? {
        while true {
            try Task.checkCancellation()
            let now = base.clock.now
            let paused = book.withLock { $0.paused }
            let resting = failing.resting(at: now)
            let standing = Self.except(paused.union(resting.journeys), resting.runs)
            let due = try await base.store.read { tx in
                try tx.query(
                    "SELECT \(JourneyRun.columns) FROM journey_run WHERE state = 'waiting' AND due_at <= $1\(standing) ORDER BY due_at, id LIMIT \(Self.batch)",
                    [.integer(now.milliseconds)], JourneyRun.init)
            }
            guard !due.isEmpty else {
                failing.keep(resting.journeys, resting.runs)
                return try await nextMoment(paused: paused, resting: resting)
            }
            // What failed before is tried alone: it takes no others along.
            let known = failing.runs
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
            if due.count < Self.batch { continue }
            // A burst must not starve others: projection and people come in between.
            await Task.yield()
        }
    }

    /// Journeys of which something fails now, with what is wrong.
    public var failures: [Int64: JourneyFailure] { failing.all }

    private static func except(_ journeys: Set<Int64>, _ runs: Set<Int64>) -> String {
        func list(_ numbers: Set<Int64>) -> String { numbers.sorted().map(String.init).joined(separator: ", ") }
        return (journeys.isEmpty ? "" : " AND journey NOT IN (\(list(journeys)))") + (runs.isEmpty ? "" : " AND id NOT IN (\(list(runs)))")
    }

    /// When the next run is due: what rests not before it is tried again.
    private func nextMoment(paused: Set<Int64>, resting: (journeys: Set<Int64>, runs: Set<Int64>)) async throws -> Instant? {
        let standing = Self.except(paused.union(resting.journeys), resting.runs)
        let next = try await base.store.read { tx in
            try tx.first("SELECT min(due_at) FROM journey_run WHERE state = 'waiting'\(standing)") { $0.optionalInteger(0) } ?? nil
        }.map(Instant.init(milliseconds:))
        let again = failing.all.filter { !paused.contains($0.key) }.map(\.value.retryAt).min()
        return [next, again].compactMap { $0 }.min()
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
        var goneOn: Set<Int64> = []
        for run in runs {
            do {
                try await take([run], at: now)
                failing.forget(runs: [run])
                goneOn.insert(run.journey)
            } catch {
                try Task.checkCancellation()
                _ = try await base.store.read { tx in try tx.query("SELECT 1", []) { $0.integer(0) } }
                failed[run.journey, default: []].append((run.id, error))
            }
        }
        for (journey, some) in failed {
            // That those which failed before fail again says nothing about the others of their journey.
            let attempts = failing.note(journey, some, noneGoesOn: !isRetry && !goneOn.contains(journey), at: base.clock.now)
            base.logger.warning(
                "runs of a journey cannot go on",
                metadata: [
                    "journey": "\(journey)", "runs": "\(some.count)", "attempt": "\(attempts)", "error": "\(some[some.count - 1].error)",
                ])
        }
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

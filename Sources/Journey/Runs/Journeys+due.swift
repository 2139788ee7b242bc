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

    /// Takes what is due forward; returns the next moment. A journey that fails rests for a while (``failures``) and holds up no other; throws only when the
    /// store cannot be read, or the task is cancelled.
    @discardableResult
    public func advanceDue() async throws -> Instant? {
        while true {
            try Task.checkCancellation()
            let now = base.clock.now
            let paused = book.withLock { $0.paused }
            let resting = failing.resting(at: now)
            let standing = Self.except(paused.union(resting))
            let due = try await base.store.read { tx in
                try tx.query(
                    "SELECT \(JourneyRun.columns) FROM journey_run WHERE state = 'waiting' AND due_at <= $1\(standing) ORDER BY due_at, id LIMIT \(Self.batch)",
                    [.integer(now.milliseconds)], JourneyRun.init)
            }
            guard !due.isEmpty else {
                failing.keep(resting)
                return try await nextMoment(paused: paused, resting: resting)
            }
            do {
                try await take(due, at: now)
                for journey in Set(due.map(\.journey)) { failing.forget(journey) }
            } catch {
                try Task.checkCancellation()
                try await takeApart(due, at: now)
            }
            if due.count < Self.batch { continue }
            // A burst must not starve others: projection and people come in between.
            await Task.yield()
        }
    }

    /// Journeys that fail now, with what is wrong.
    public var failures: [Int64: JourneyFailure] { failing.all }

    private static func except(_ journeys: Set<Int64>) -> String {
        journeys.isEmpty ? "" : " AND journey NOT IN (\(journeys.sorted().map(String.init).joined(separator: ", ")))"
    }

    /// When the next run is due: of a journey that rests not before it is tried again.
    private func nextMoment(paused: Set<Int64>, resting: Set<Int64>) async throws -> Instant? {
        let standing = Self.except(paused.union(resting))
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

    /// After a failure: each journey alone. What still fails makes its journey rest. Throws when the store itself does not answer.
    private func takeApart(_ due: [JourneyRun], at now: Instant) async throws {
        var journeys: [Int64] = []
        for run in due where !journeys.contains(run.journey) { journeys.append(run.journey) }
        for journey in journeys {
            guard let error = try await failure(of: due.filter { $0.journey == journey }, at: now) else {
                failing.forget(journey)
                continue
            }
            let attempts = failing.note(journey, error, at: base.clock.now)
            base.logger.warning(
                "a journey cannot go on", metadata: ["journey": "\(journey)", "attempt": "\(attempts)", "error": "\(error)"])
        }
    }

    /// Takes runs forward together, or when that fails each alone, so that one person holds up no other; returns the last failure.
    private func failure(of runs: [JourneyRun], at now: Instant) async throws -> (any Error)? {
        var last: (any Error)?
        do {
            try await take(runs, at: now)
            return nil
        } catch { last = error }
        try Task.checkCancellation()
        _ = try await base.store.read { tx in try tx.query("SELECT 1", []) { $0.integer(0) } }
        guard runs.count > 1 else { return last }
        last = nil
        for run in runs {
            do { try await take([run], at: now) } catch {
                try Task.checkCancellation()
                last = error
            }
        }
        return last
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

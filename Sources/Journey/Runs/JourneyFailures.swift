import Synchronization
public import Vocabulary

/// A journey of which some runs, or all, cannot go on for now, while all others do.
public struct JourneyFailure: Sendable, Equatable {
    /// What went wrong, in words.
    public var message: String
    /// When it failed first.
    public var since: Instant
    /// How often it was tried in a row.
    public var attempts: Int
    /// When it is tried again.
    public var retryAt: Instant
    /// How many runs stand still; nil when the whole journey looks broken.
    public var runs: Int?
}

/// Runs that fail, in memory: after a restart those that still fail are found at their next try.
///
/// A run that fails rests by itself: its moment is moved to its next try, so that it holds up nobody else. When many fail and none goes on, it is the journey
/// that looks broken: what is due of it then comes after everything else, until one goes on.
final class JourneyFailures: Sendable {
    /// A run that rests, and until when.
    typealias Rest = (run: Int64, retryAt: Instant)

    private struct State {
        var runs: [Int64: (journey: Int64, failure: JourneyFailure)] = [:]
        var broken: Set<Int64> = []
    }
    private let state = Mutex(State())

    /// The longest time between two tries, in ms, while no more than ``mostAMinute`` runs of a journey rest.
    static let longest: Int64 = 60_000
    /// So many runs that fail while none goes on: the journey looks broken.
    static let manyAtOnce = 20
    /// So many runs of a journey are tried again in a minute; with more the time between two tries grows.
    static let mostAMinute = 500

    /// Everything that fails, by journey.
    var all: [Int64: JourneyFailure] {
        state.withLock { state in
            var found: [Int64: JourneyFailure] = [:]
            var runs: [Int64: Int] = [:]
            for (journey, one) in state.runs.values {
                runs[journey, default: 0] += 1
                guard var known = found[journey] else {
                    found[journey] = one
                    continue
                }
                if one.since < known.since { known.message = one.message }
                known.since = min(known.since, one.since)
                known.attempts = max(known.attempts, one.attempts)
                known.retryAt = min(known.retryAt, one.retryAt)
                found[journey] = known
            }
            for (journey, count) in runs { found[journey]?.runs = state.broken.contains(journey) ? nil : count }
            return found
        }
    }

    /// Journeys that look broken.
    var broken: Set<Int64> { state.withLock { $0.broken } }

    /// Which of these failed when they were last tried.
    func known(_ runs: [JourneyRun]) -> Set<Int64> {
        state.withLock { state in Set(runs.map(\.id).filter { state.runs[$0] != nil }) }
    }

    /// What rests of a journey.
    func resting(of journey: Int64) -> [Rest] {
        state.withLock { state in state.runs.filter { $0.value.journey == journey }.map { (run: $0.key, retryAt: $0.value.failure.retryAt) }
        }
    }

    /// Notes what failed of one journey when its runs were tried each alone, and whether it looks broken. Returns how each rests.
    func note(_ journey: Int64, _ failed: [(run: Int64, error: any Error)], noneGoesOn: Bool, at now: Instant) -> [Int64: JourneyFailure] {
        state.withLock { state in
            if noneGoesOn, failed.count >= Self.manyAtOnce { state.broken.insert(journey) }
            var resting = state.runs.values.count(where: { $0.journey == journey })
            var noted: [Int64: JourneyFailure] = [:]
            for (run, error) in failed {
                let old = state.runs[run]?.failure
                if old == nil { resting += 1 }
                let attempts = (old?.attempts ?? 0) + 1
                // 1 s until the next try, then twice as long each time.
                var pause = min(Self.longest, 1_000 << Int64(min(attempts - 1, 10)))
                if resting > Self.mostAMinute { pause = max(pause, Int64(resting) * 60_000 / Int64(Self.mostAMinute)) }
                let failure = JourneyFailure(
                    message: (error as? LianluError)?.message ?? "\(error)", since: old?.since ?? now, attempts: attempts,
                    retryAt: now.adding(milliseconds: pause), runs: 1)
                state.runs[run] = (journey, failure)
                noted[run] = failure
            }
            return noted
        }
    }

    /// Some that failed went on: so many of those that would rest for long are tried now. Returns them with the moment they had.
    func hurry(_ journey: Int64, _ count: Int, at now: Instant) -> [Rest] {
        let limit = now.adding(milliseconds: Self.longest)
        return state.withLock { state in
            let late = state.runs.filter { $0.value.journey == journey && $0.value.failure.retryAt > limit }
                .map { (run: $0.key, retryAt: $0.value.failure.retryAt) }
            let next = Array(late.sorted { ($0.retryAt, $0.run) < ($1.retryAt, $1.run) }.prefix(count))
            for one in next { state.runs[one.run]?.failure.retryAt = now }
            return next
        }
    }

    /// Forgets all but what rests at that moment: nothing is due of the others.
    func keep(restingAt now: Instant) {
        state.withLock { state in
            state.runs = state.runs.filter { $0.value.failure.retryAt > now }
            state.broken.formIntersection(state.runs.values.map { $0.journey })
        }
    }

    /// These runs went on.
    func forget(runs: [JourneyRun]) {
        state.withLock { state in
            for run in runs {
                state.runs[run.id] = nil
                state.broken.remove(run.journey)
            }
        }
    }

    /// It was changed: what was is over.
    func forget(_ journey: Int64) {
        state.withLock { state in
            state.broken.remove(journey)
            state.runs = state.runs.filter { $0.value.journey != journey }
        }
    }
}

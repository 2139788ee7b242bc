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
    /// How many runs stand still by themselves; nil when the whole journey does.
    public var runs: Int?
}

/// Journeys and runs that fail, in memory: after a restart whatever still fails is found at once.
///
/// A run that fails rests by itself, so that it holds up nobody else of its journey. When many fail and none goes on, it is the journey that is broken: then
/// all of it rests, so that thousands of runs are not tried one after the other.
final class JourneyFailures: Sendable {
    private struct State {
        var runs: [Int64: (journey: Int64, failure: JourneyFailure)] = [:]
        var journeys: [Int64: JourneyFailure] = [:]
    }
    private let state = Mutex(State())

    /// The longest time between two tries, in ms.
    static let longest: Int64 = 60_000
    /// So many runs that fail while none goes on: the journey rests.
    static let manyAtOnce = 20
    /// Runs of one journey that rest by themselves; with more the journey rests.
    static let most = 500

    /// Everything that fails, by journey.
    var all: [Int64: JourneyFailure] {
        state.withLock { state in
            var found = state.journeys
            for (journey, one) in state.runs.values {
                guard var known = found[journey] else {
                    found[journey] = one
                    continue
                }
                guard let runs = known.runs else { continue }
                if one.since < known.since { known.message = one.message }
                known.since = min(known.since, one.since)
                known.attempts = max(known.attempts, one.attempts)
                known.retryAt = min(known.retryAt, one.retryAt)
                known.runs = runs + 1
                found[journey] = known
            }
            return found
        }
    }

    /// Runs that failed when they were last tried.
    var runs: Set<Int64> { state.withLock { Set($0.runs.keys) } }

    /// What is not tried at that moment.
    func resting(at now: Instant) -> (journeys: Set<Int64>, runs: Set<Int64>) {
        state.withLock { state in
            (
                Set(state.journeys.filter { $0.value.retryAt > now }.keys),
                Set(state.runs.filter { $0.value.failure.retryAt > now }.keys)
            )
        }
    }

    /// Notes what failed of one journey when its runs were tried each alone: each rests, or the journey when many failed and none went on.
    /// Returns how often it failed in a row.
    func note(_ journey: Int64, _ failed: [(run: Int64, error: any Error)], noneGoesOn: Bool, at now: Instant) -> Int {
        let runs = Set(failed.map(\.run))
        return state.withLock { state in
            let whole = state.journeys[journey]
            let others = state.runs.count(where: { $0.value.journey == journey && !runs.contains($0.key) })
            if (noneGoesOn && failed.count >= Self.manyAtOnce) || others + failed.count > Self.most, let last = failed.last {
                let since = state.runs.values.filter { $0.journey == journey }.map(\.failure.since).min()
                state.runs = state.runs.filter { $0.value.journey != journey }
                let noted = Self.next(whole, last.error, since: whole?.since ?? since ?? now, at: now, runs: nil)
                state.journeys[journey] = noted
                return noted.attempts
            }
            state.journeys[journey] = nil
            var most = 0
            for (run, error) in failed {
                let old = state.runs[run]?.failure
                let noted = Self.next(old, error, since: old?.since ?? whole?.since ?? now, at: now, runs: 1)
                state.runs[run] = (journey, noted)
                most = max(most, noted.attempts)
            }
            return most
        }
    }

    /// 1 s until the next try, then twice as long each time, at most ``longest``.
    private static func next(_ old: JourneyFailure?, _ error: any Error, since: Instant, at now: Instant, runs: Int?) -> JourneyFailure {
        let attempts = (old?.attempts ?? 0) + 1
        let pause = min(longest, 1_000 << Int64(min(attempts - 1, 10)))
        return JourneyFailure(
            message: (error as? LianluError)?.message ?? "\(error)", since: since, attempts: attempts,
            retryAt: now.adding(milliseconds: pause), runs: runs)
    }

    /// Forgets all but what rests: nothing is due of the others.
    func keep(_ journeys: Set<Int64>, _ runs: Set<Int64>) {
        state.withLock { state in
            state.journeys = state.journeys.filter { journeys.contains($0.key) }
            state.runs = state.runs.filter { runs.contains($0.key) }
        }
    }

    /// These runs went on.
    func forget(runs: [JourneyRun]) {
        state.withLock { state in
            for run in runs {
                state.runs[run.id] = nil
                state.journeys[run.journey] = nil
            }
        }
    }

    /// It was changed: what was is over.
    func forget(_ journey: Int64) {
        state.withLock { state in
            state.journeys[journey] = nil
            state.runs = state.runs.filter { $0.value.journey != journey }
        }
    }
}

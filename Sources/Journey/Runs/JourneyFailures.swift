import Synchronization
public import Vocabulary

/// A journey whose runs cannot go on for now, while all others do.
public struct JourneyFailure: Sendable, Equatable {
    /// What went wrong, in words.
    public var message: String
    /// When it failed first.
    public var since: Instant
    /// How often it was tried in a row.
    public var attempts: Int
    /// When it is tried again.
    public var retryAt: Instant
}

/// Journeys that fail, in memory: after a restart whatever still fails is found at once.
final class JourneyFailures: Sendable {
    private let failures = Mutex<[Int64: JourneyFailure]>([:])

    /// The longest time between two tries, in ms.
    static let longest: Int64 = 60_000

    /// Everything that fails, by journey.
    var all: [Int64: JourneyFailure] { failures.withLock { $0 } }

    /// Journeys that are not tried at that moment.
    func resting(at now: Instant) -> Set<Int64> { failures.withLock { Set($0.filter { $0.value.retryAt > now }.keys) } }

    /// Notes a failure: 1 s until the next try, then twice as long each time, at most ``longest``. Returns how often it failed in a row.
    func note(_ journey: Int64, _ error: any Error, at now: Instant) -> Int {
        let message = (error as? LianluError)?.message ?? "\(error)"
        return failures.withLock { failures in
            let old = failures[journey]
            let attempts = (old?.attempts ?? 0) + 1
            let pause = min(Self.longest, 1_000 << Int64(min(attempts - 1, 10)))
            failures[journey] = JourneyFailure(
                message: message, since: old?.since ?? now, attempts: attempts, retryAt: now.adding(milliseconds: pause))
            return attempts
        }
    }

    /// Forgets all but these: nothing is due of the others.
    func keep(_ journeys: Set<Int64>) { failures.withLock { $0 = $0.filter { journeys.contains($0.key) } } }

    /// It goes on, or was changed: what was is over.
    func forget(_ journey: Int64) { failures.withLock { $0[journey] = nil } }
}

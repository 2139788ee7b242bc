public import Behaviour
public import Vocabulary

/// Removes events that are older than they may be kept.
///
/// Works in small steps, each while nothing is projected (so that a count of everything never sees half of one), with pauses in which events go on.
/// Stopping anywhere loses nothing: the next run goes on.
public struct Retention: Sendable {
    let projector: Projector
    let behaviour: any BehaviourStore
    let clock: WallClock

    /// Works on the store of that projector.
    public init(projector: Projector, behaviour: any BehaviourStore, clock: WallClock) {
        self.projector = projector
        self.behaviour = behaviour
        self.clock = clock
    }

    /// Removes events whose time is more than `days` (1…36,500) times 24 hours ago; 0 removes none. Returns how many went.
    public func removeEvents(olderThan days: Int) async throws -> Int {
        guard days > 0 else { return 0 }
        let before = clock.now.adding(milliseconds: -Int64(days) * 86_400_000)
        var total = 0
        while true {
            try Task.checkCancellation()
            let count = try await projector.quiesced { try await behaviour.retire(before: before) }
            guard count > 0 else { return total }
            total += count
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

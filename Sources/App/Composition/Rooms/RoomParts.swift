import Profile
import ServiceLifecycle
import Storage

/// What a room brings along to be run: queues and executors of jobs, reactions to events, services, and its step of an erasure.
struct RoomParts: Sendable {
    var queues: [JobRunner.QueueLimit] = []
    var handlers: [String: JobRunner.Handler] = [:]
    var reactions: [any Reaction] = []
    var services: [any Service] = []
    var erasure: [ErasureJob.Elsewhere] = []
    /// Called with the runner of jobs once it is made.
    var onRunner: [@Sendable (JobRunner) -> Void] = []
    /// Called when a stop begins, before the server waits for open answers: ends what would hold it up.
    var onShutdown: [@Sendable () -> Void] = []
    /// Called once after everything is open and before anything listens.
    var start: [@Sendable () async throws -> Void] = []

    mutating func add(_ other: RoomParts) {
        queues += other.queues
        handlers.merge(other.handlers) { first, _ in first }
        reactions += other.reactions
        services += other.services
        erasure += other.erasure
        onRunner += other.onRunner
        start += other.start
        onShutdown += other.onShutdown
    }
}

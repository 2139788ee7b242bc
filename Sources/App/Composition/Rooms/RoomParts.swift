import Organisation
import Profile
import ServiceLifecycle
import Storage
import Vocabulary

/// What a room brings along to be run: queues and executors of jobs, reactions to events, services, its step of an erasure, and what it deletes at night.
struct RoomParts: Sendable {
    var queues: [JobRunner.QueueLimit] = []
    var handlers: [String: JobRunner.Handler] = [:]
    var reactions: [any Reaction] = []
    var services: [any Service] = []
    var erasure: [ErasureJob.Elsewhere] = []
    var retention: [RetentionStep] = []
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
        retention += other.retention
        onRunner += other.onRunner
        start += other.start
        onShutdown += other.onShutdown
    }
}

/// What a room deletes when it is older than the settings allow.
struct RetentionStep: Sendable {
    /// Its name in the audit log (`retention.<name>`).
    var name: String
    /// For how many days it is kept; 0 for ever.
    var days: @Sendable (Settings.Retention) -> Int
    /// Deletes what was over before a moment; returns how much.
    var remove: @Sendable (Instant) async throws -> Int
}

import Collect
import Path
import ServiceLifecycle
import Storage

/// The projector as a service.
struct ProjectorService: Service {
    private let projector: Projector
    init(_ projector: Projector) { self.projector = projector }
    func run() async throws { try await projector.run() }
}

/// The job runner as a service: on shutdown running jobs may finish for a while, then they are cancelled and wait for the next start.
struct JobService: Service {
    private let jobs: JobRunner
    init(_ jobs: JobRunner) { self.jobs = jobs }

    func run() async throws {
        await withGracefulShutdownHandler {
            await jobs.run()
        } onGracefulShutdown: {
            jobs.stop()
        }
    }
}

/// Ends live views when a stop begins. Must be the last of the group, because services are stopped from the last to the first: the server waits for open answers.
struct LiveService: Service {
    let close: @Sendable () -> Void

    func run() async throws {
        try? await gracefulShutdown()
        close()
    }
}

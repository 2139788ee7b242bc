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

/// Ends the streams of live views at shutdown, which would hold the server open otherwise.
struct LiveService: Service {
    let feed: LiveFeed

    func run() async throws {
        try? await gracefulShutdown()
        feed.close()
    }
}

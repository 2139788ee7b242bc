import Collect
import Logging
import ServiceLifecycle

/// Writes down when sources last delivered something: at once after a quiet time, then once a second at most.
struct SourceActivityService: Service {
    let sources: SourceRegistry
    let logger: Logger

    private static let pause = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in sources.activity.changes {
                do { try await sources.flushActivity() } catch {
                    logger.debug("last events of sources wait", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}

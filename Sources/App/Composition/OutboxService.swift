import Logging
import ServiceLifecycle
import Storage
import Vocabulary

/// Forwards our own events to the inbox.
struct OutboxService: Service {
    let outbox: EventOutbox
    let inbox: any Inbox
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await outbox.forward(to: { try await inbox.accept($0) }, logger: logger) }
    }
}

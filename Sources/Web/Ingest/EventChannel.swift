import HummingbirdCore
import Logging
import NIOCore

/// Hummingbird's HTTP/1 connection with an ``EventHandler`` in it.
struct EventChannel: ServerChildChannel {
    let base: HTTP1Channel
    let door: IngestDoor

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { [door] value in
            // Behind the handler that knows whether the connection is idle: it has to see our requests and answers too.
            let operations = channel.pipeline.syncOperations
            try operations.addHandler(EventHandler(door), position: .after(try operations.handler(type: HTTPConnectionStateHandler.self)))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

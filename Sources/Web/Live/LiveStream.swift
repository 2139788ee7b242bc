import Collect
import NIOCore
import Vocabulary

/// Turns signals of the feed into pieces of an event stream, with a beat of statistics each second that also notices readers who left.
enum LiveStream {
    static func pieces(feed: LiveFeed, source: Int32?, mask: Mask, clock: WallClock) -> AsyncStream<ByteBuffer> {
        AsyncStream(bufferingPolicy: .bufferingOldest(1024)) { continuation in
            let signals = Task {
                for await signal in feed.watch(source: source) {
                    switch signal {
                    case .notice(let notice):
                        continuation.yield(piece(notice.event == nil ? "rejected" : "accepted", LiveJSON.notice(notice, mask)))
                    case .missed(let count): continuation.yield(piece("missed", ["count": .int(count)]))
                    }
                }
                continuation.finish()
            }
            let beat = Task {
                while !Task.isCancelled {
                    continuation.yield(piece("stats", LiveJSON.rates(feed.rates(at: clock.now))))
                    guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                }
            }
            continuation.onTermination = { _ in
                signals.cancel()
                beat.cancel()
            }
        }
    }

    private static func piece(_ event: String, _ data: JSONValue) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString("event: \(event)\ndata: ")
        buffer.writeBytes(data.bytes)
        buffer.writeString("\n\n")
        return buffer
    }
}

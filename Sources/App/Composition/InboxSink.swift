import Storage
import Vocabulary

extension Inbox {
    /// Makes typed events durable, as the door does.
    func accept(_ events: [IncomingEvent]) async throws {
        guard !events.isEmpty else { return }
        var out = ByteWriter(capacity: events.count * 400)
        var counts: [Int32: Int] = [:]
        for event in events {
            EventCodec.encode(event, into: &out)
            counts[event.source, default: 0] += 1
        }
        try await accept(InboxEntry(payload: out.bytes, accepted: counts, rejected: [:]))
    }
}

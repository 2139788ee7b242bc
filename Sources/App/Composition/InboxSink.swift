import Storage
import Vocabulary

extension Inbox {
    /// Makes typed events durable, as the door does, and counts what was refused by source and reason.
    func accept(_ events: [IncomingEvent], refused: [Int32: [String: Int]] = [:]) async throws {
        guard !events.isEmpty || !refused.isEmpty else { return }
        var out = ByteWriter(capacity: events.count * 400)
        var counts: [Int32: Int] = [:]
        for event in events {
            EventCodec.encode(event, into: &out)
            counts[event.source, default: 0] += 1
        }
        try await accept(InboxEntry(payload: out.bytes, accepted: counts, rejected: refused))
    }
}

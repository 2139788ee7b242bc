import Behaviour
import Testing
import Vocabulary

@testable import Path

@Suite struct ResolvedBatchTests {
    @Test func readsBackWhatItWrote() throws {
        let events = (0..<4).map {
            IncomingEvent(
                name: "e", dedupeKey: Hash128(of: [UInt8($0)]), source: Int32($0 % 2), channel: .web, trust: .trusted,
                time: Instant(milliseconds: 1_000),
                receivedAt: Instant(milliseconds: 2_000))
        }
        let verdicts: [Verdict] = [
            .stored(leaf: LeafNumber(.max), code: 3, session: -7), .duplicate, .rejected(reason: "erased"),
            .stored(leaf: LeafNumber(0), code: 1, session: 1_000),
        ]
        let payload = ResolvedBatch.encode(sequence: 9, firstOrdinal: 40, events: events, verdicts: verdicts)
        let batch = try ResolvedBatch.decode(payload, events: events)
        #expect(batch.sequence == 9 && batch.events.map(\.ordinal) == [40, 41])
        #expect(batch.events.map(\.leaf) == [LeafNumber(.max), LeafNumber(0)] && batch.events.map(\.session) == [-7, 1_000])
        #expect(batch.counts.stored == [0: 1, 1: 1] && batch.counts.duplicate == [1: 1] && batch.counts.rejected == [0: ["erased": 1]])
        #expect(throws: LianluError.self) { try ResolvedBatch.decode(payload, events: Array(events.dropLast())) }
    }
}

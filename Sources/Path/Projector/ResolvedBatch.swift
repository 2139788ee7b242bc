public import Behaviour
public import Vocabulary

/// One inbox batch with its verdicts: all that the behaviour append reads.
public struct ResolvedBatch: Sendable {
    /// Inbox sequence number.
    public var sequence: Int64
    /// Ordinal of the first stored event; the others follow densely.
    public var firstOrdinal: Int64
    /// The events that are stored, in order.
    public var events: [BehaviourEvent]
    /// Counts of the others, and of the stored, by source.
    public var counts: VerdictCounts

    /// Joins the decoded events of the inbox batch with their verdicts.
    public init(sequence: Int64, firstOrdinal: Int64, events: [IncomingEvent], verdicts: [Verdict]) {
        self.sequence = sequence
        self.firstOrdinal = firstOrdinal
        self.events = []
        self.events.reserveCapacity(events.count)
        counts = VerdictCounts()
        var ordinal = firstOrdinal
        for (event, verdict) in zip(events, verdicts) {
            counts.add(verdict, source: event.source)
            guard case .stored(let leaf, let code, let session) = verdict else { continue }
            self.events.append(BehaviourEvent(ordinal: ordinal, leaf: leaf, code: code, session: session, event: event))
            ordinal += 1
        }
    }

    /// The stored form of verdicts; ``decode(_:events:)`` reads it back.
    static func encode(sequence: Int64, firstOrdinal: Int64, events: [IncomingEvent], verdicts: [Verdict]) -> [UInt8] {
        var out = ByteWriter(capacity: verdicts.count * 8 + 16)
        out.byte(1)
        out.signed(sequence)
        out.signed(firstOrdinal)
        out.varint(UInt64(verdicts.count))
        for (event, verdict) in zip(events, verdicts) {
            switch verdict {
            case .stored(let leaf, let code, let session):
                out.byte(0)
                out.varint(UInt64(leaf.rawValue))
                out.signed(Int64(code))
                out.signed(session &- event.time.milliseconds)
            case .duplicate: out.byte(1)
            case .rejected(let reason):
                out.byte(2)
                out.text(reason)
            }
        }
        return out.bytes
    }

    /// Reads a stored row and joins it with the events of its inbox batch.
    static func decode(_ payload: [UInt8], events: [IncomingEvent]) throws(LianluError) -> ResolvedBatch {
        var reader = ByteReader(payload)
        let damaged = LianluError(
            .unusableData, "A resolved batch does not fit its inbox batch.",
            hint: "Restore the data folder from a backup; both files must come from one backup.")
        guard try reader.byte() == 1 else { throw damaged }
        let sequence = try reader.signed()
        let firstOrdinal = try reader.signed()
        guard try reader.varint() == UInt64(events.count) else { throw damaged }
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(events.count)
        for event in events {
            switch try reader.byte() {
            case 0:
                let leaf = LeafNumber(UInt32(truncatingIfNeeded: try reader.varint()))
                let code = Int32(truncatingIfNeeded: try reader.signed())
                verdicts.append(.stored(leaf: leaf, code: code, session: try reader.signed() &+ event.time.milliseconds))
            case 1: verdicts.append(.duplicate)
            case 2: verdicts.append(.rejected(reason: try reader.text()))
            default: throw damaged
            }
        }
        return ResolvedBatch(sequence: sequence, firstOrdinal: firstOrdinal, events: events, verdicts: verdicts)
    }

    /// The events of an inbox payload.
    static func events(in payload: [UInt8]) throws(LianluError) -> [IncomingEvent] {
        var reader = ByteReader(payload)
        var events: [IncomingEvent] = []
        while !reader.isAtEnd { events.append(try EventCodec.decode(&reader)) }
        return events
    }
}

import Storage
import Vocabulary

/// Conflicts met by a batch, written once a pair.
struct ConflictWriter {
    private struct Found {
        var seen: Int64
        var first: Int64
        var last: Int64
        var evidence: String
    }

    private var found: [UInt64: Found] = [:]

    /// Notes that an event says two leaves are one person while the rules say they are two.
    mutating func add(_ pair: UInt64, event: IncomingEvent, leaves: [UInt32]) {
        let time = event.time.milliseconds
        if var known = found[pair] {
            known.seen += 1
            known.last = max(known.last, time)
            found[pair] = known
            return
        }
        // Leaves instead of values: an erased person leaves nothing behind here.
        let evidence: JSONValue = [
            "event": .string(event.name), "source": .int(Int64(event.source)), "rule": "exclusive",
            "leaves": .array(leaves.map { .int(Int64($0)) }),
        ]
        found[pair] = Found(seen: 1, first: time, last: time, evidence: evidence.text)
    }

    /// Writes one open row a pair; a row that is open already only counts up.
    mutating func flush(in tx: any SQLTransaction) throws {
        guard !found.isEmpty else { return }
        let first = try tx.take(Int64(found.count), from: "conflict")
        try tx.executeMany(
            """
            INSERT INTO identity_conflict(id, a, b, rule, evidence, status, seen, created_at, last_seen) VALUES ($1, $2, $3, 'exclusive', $4, 'open', $5, $6, $7)
            ON CONFLICT (a, b) WHERE status = 'open' DO UPDATE SET seen = identity_conflict.seen + excluded.seen, last_seen = excluded.last_seen
            """,
            found.sorted { $0.key < $1.key }.enumerated().map { offset, item in
                [
                    .integer(first + Int64(offset)), SQLValue(PairState.low(item.key)), SQLValue(PairState.high(item.key)),
                    .text(item.value.evidence),
                    .integer(item.value.seen), .integer(item.value.first), .integer(item.value.last),
                ]
            })
        found = [:]
    }
}

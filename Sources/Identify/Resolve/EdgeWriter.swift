import Storage
import Vocabulary

/// Links made by a batch or an act, waiting to be written together.
struct EdgeWriter {
    /// A link to be recorded.
    struct NewEdge {
        var pair: UInt64
        var strength: Strength
        var reason: LinkReason
        var source: Int32
        var actor: String
        var note: String
        var at: Int64
    }

    private var created: [NewEdge] = []
    private var raised: [UInt64: Strength] = [:]

    /// Records a link.
    mutating func add(_ edge: NewEdge) { created.append(edge) }

    /// Notes that an existing link was confirmed by something stronger.
    mutating func raise(_ pair: UInt64, to strength: Strength) { raised[pair] = max(raised[pair] ?? .weak, strength) }

    /// Writes everything noted so far.
    mutating func flush(in tx: any SQLTransaction) throws {
        if !created.isEmpty {
            let first = try tx.take(Int64(created.count), from: "edge")
            try tx.executeMany(
                "INSERT INTO edge(id, a, b, strength, reason, source, actor, note, created_at, ended_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') ON CONFLICT DO NOTHING",
                created.enumerated().map { offset, edge in
                    [
                        .integer(first + Int64(offset)), SQLValue(PairState.low(edge.pair)), SQLValue(PairState.high(edge.pair)),
                        SQLValue(edge.strength.rawValue), .text(edge.reason.rawValue), SQLValue(edge.source), .text(edge.actor),
                        .text(edge.note),
                        .integer(edge.at),
                    ]
                })
            created = []
        }
        if !raised.isEmpty {
            try tx.executeMany(
                "UPDATE edge SET strength = $1 WHERE a = $2 AND b = $3 AND ended_at IS NULL",
                raised.sorted { $0.key < $1.key }.map {
                    [SQLValue($0.value.rawValue), SQLValue(PairState.low($0.key)), SQLValue(PairState.high($0.key))]
                })
            raised = [:]
        }
    }
}

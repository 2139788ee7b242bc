/// What goes into one durable transaction of the inbox: everything that gathered during the previous one.
struct InboxFlush: Sendable {
    /// Rows to store, in order.
    var rows: [Row] = []
    /// Received events (accepted or refused) by source number.
    var received: [Int32: Int] = [:]
    /// Refused events by source number and reason.
    var rejected: [Int32: [String: Int]] = [:]
    /// Rows up to this sequence number may go.
    var removeThrough: Int64?

    /// One row: the payloads of one or more requests.
    struct Row: Sendable {
        var payload: [UInt8]
        var count: Int
    }

    /// Payload bytes of all rows.
    var bytes: Int { rows.reduce(0) { $0 + $1.payload.count } }

    /// Adds a request's entry; a row takes requests until it holds `rowBytes`.
    mutating func add(_ entry: InboxEntry, rowBytes: Int) {
        let count = entry.accepted.values.reduce(0, +)
        for (source, count) in entry.accepted where count > 0 { received[source, default: 0] += count }
        for (source, reasons) in entry.rejected {
            for (reason, count) in reasons where count > 0 {
                received[source, default: 0] += count
                rejected[source, default: [:]][reason, default: 0] += count
            }
        }
        guard !entry.payload.isEmpty else { return }
        if let last = rows.indices.last, rows[last].payload.count + entry.payload.count <= rowBytes {
            rows[last].payload.append(contentsOf: entry.payload)
            rows[last].count += count
        } else {
            rows.append(Row(payload: entry.payload, count: count))
        }
    }
}

public import Logging
public import Vocabulary

/// Events of our own (outcomes) on their way back to Collect: written in the transaction that made them happen, forwarded to the inbox afterwards.
///
/// A crash between the two leaves the row; forwarding it again is a repeat that de-duplication recognises by the row's number.
public final class EventOutbox: Sendable {
    private let store: any OperationalStore
    private let wakeUp = WakeUp()

    /// An outbox in that store.
    public init(store: any OperationalStore) { self.store = store }

    /// Writes an event in the caller's transaction; its de-duplication key becomes the number of the row.
    public func add(_ event: IncomingEvent, in transaction: any SQLTransaction) throws {
        let id = try transaction.take(from: "outcome_event")
        var event = event
        event.messageID = "outcome:\(id)"
        event.dedupeKey = Hash128(of: Array("outcome:\(id)".utf8))
        var out = ByteWriter(capacity: 400)
        EventCodec.encode(event, into: &out)
        try transaction.execute("INSERT INTO outcome_event(id, payload) VALUES ($1, $2)", [.integer(id), .blob(out.bytes)])
        transaction.afterCommit { [wakeUp] in wakeUp.wake() }
    }

    /// Forwards until cancelled. `sink` makes events durable in the inbox.
    public func forward(to sink: @escaping @Sendable ([IncomingEvent]) async throws -> Void, logger: Logger) async {
        var pause: Int64 = 100
        while !Task.isCancelled {
            let calls = wakeUp.calls
            do {
                let rows = try await store.read { transaction in
                    try transaction.query("SELECT id, payload FROM outcome_event ORDER BY id LIMIT 500", []) { ($0.integer(0), $0.blob(1)) }
                }
                if rows.isEmpty {
                    // Another process may write on PostgreSQL; embedded nobody else does.
                    await wakeUp.sleep(since: calls, milliseconds: store.engine == .postgres ? 1_000 : 60_000)
                    continue
                }
                let events = try rows.map { row in
                    var reader = ByteReader(row.1)
                    return try EventCodec.decode(&reader)
                }
                FaultPoint.reach("outbox.before_accept")
                try await sink(events)
                FaultPoint.reach("outbox.accepted")
                try await store.write(.projection) { transaction in
                    _ = try transaction.executeMany("DELETE FROM outcome_event WHERE id = $1", rows.map { [.integer($0.0)] })
                }
                pause = 100
            } catch {
                if Task.isCancelled { return }
                logger.warning("outcomes wait", metadata: ["error": "\(error)"])
                await wakeUp.sleep(since: wakeUp.calls, milliseconds: pause)
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// How many events wait.
    public func waiting() async throws -> Int {
        try await store.read { transaction in
            try transaction.first("SELECT count(*) FROM outcome_event", []) { Int($0.integer(0)) } ?? 0
        }
    }
}

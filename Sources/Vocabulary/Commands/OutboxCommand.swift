/// Work that a room to the left asks of a room to the right: written as a job in the asker's own transaction; App registers who executes which kind.
///
/// Executors run at least once: ``key`` makes repeating harmless (the executor keeps it under a unique index of its own).
public protocol OutboxCommand: Sendable {
    /// Which executor; also the job's kind ("message.send").
    static var kind: String { get }
    /// Which queue of jobs it waits in.
    static var queue: String { get }
    /// The same for the same piece of work, whatever is re-run.
    var key: String { get }
    /// As JSON, for the job's payload.
    var json: JSONValue { get }
    /// Back from JSON.
    /// - Throws: `internal` when it is not what ``json`` wrote.
    init(json: JSONValue) throws(LianluError)
}

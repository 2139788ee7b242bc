public import Vocabulary

extension JobQueue {
    /// Asks a room to the right for some work, in the caller's transaction; nothing is added while the same command waits or runs.
    public func ask<Command: OutboxCommand>(_ command: Command, due: Instant? = nil, in transaction: any SQLTransaction) throws {
        _ = try add(
            NewJob(
                queue: Command.queue, kind: Command.kind, payload: command.json.text, uniqueKey: "\(Command.kind)/\(command.key)", due: due),
            in: transaction)
    }
}

extension Job {
    /// The command this job carries.
    public func command<Command: OutboxCommand>(_ type: Command.Type) throws -> Command {
        try Command(json: try JSONValue(parsing: payload))
    }
}

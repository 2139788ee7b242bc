/// A transaction on the operational engine; cannot leave the closure that receives it.
///
/// Statements number their parameters `$1`, `$2` … each once and in order (SQLite binds by position; the wrapper refuses anything else).
/// What both engines understand is shared; where they differ use ``engine`` in one function of one file. After a failed statement the transaction cannot go
/// on (PostgreSQL refuses, so SQLite does too): use `ON CONFLICT` where a row may exist already. PostgreSQL indexes text up to 2,700 bytes.
public protocol SQLTransaction: AnyObject {
    /// Which engine this is, for the few statements that differ.
    var engine: OperationalEngine { get }

    /// Runs a statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

    /// Runs one statement for each set of values (one prepared statement in SQLite; one pipelined round trip in PostgreSQL) and returns the changed rows.
    @discardableResult
    func executeMany(_ sql: String, _ sets: [[SQLValue]]) throws -> Int

    /// Runs a query and maps its rows.
    func query<T>(_ sql: String, _ values: [SQLValue], _ map: (any SQLRow) throws -> T) throws -> [T]

    /// Runs one query for each set of values, in one pipelined round trip where the engine has trips, and hands each row over with the index of its set.
    func queryMany(_ sql: String, _ sets: [[SQLValue]], _ each: (Int, any SQLRow) throws -> Void) throws

    /// Runs an action once this transaction is durable, before its caller goes on; never when it rolls back. For wake-ups and caches: short, must not throw.
    func afterCommit(_ action: @escaping @Sendable () -> Void)
}

extension SQLTransaction {
    /// Runs a statement without parameters.
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// The first row, mapped, or nil.
    public func first<T>(_ sql: String, _ values: [SQLValue] = [], _ map: (any SQLRow) throws -> T) throws -> T? {
        try query(sql, values, map).first
    }

    /// Takes `count` numbers from the named counter and returns the first; numbers are dense because the counter is a row of this transaction.
    public func take(_ count: Int64 = 1, from counter: String) throws -> Int64 {
        let last = try first(
            "INSERT INTO counter(name, value) VALUES ($1, $2) ON CONFLICT(name) DO UPDATE SET value = counter.value + excluded.value RETURNING value",
            [.text(counter), .integer(count)]
        ) { $0.integer(0) }
        return (last ?? count) - count + 1
    }
}
